package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code examples/} charges, to the last digit. */
final class ExamplesTest {

    private static final Path FOLDER = folder();

    private static final Usage CHAT = Usage.builder()
            .tokens(TokenKind.INPUT, 1_000)
            .tokens(TokenKind.INPUT_CACHED, 4_000)
            .tokens(TokenKind.OUTPUT, 700)
            .tokens(TokenKind.OUTPUT_REASONING, 300)
            .build();

    @Test
    void there_are_four() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactly(
                            "credits-per-service.yaml",
                            "gateway-usd.yaml",
                            "paid-services.yaml",
                            "tokens-per-credit.yaml");
        }
    }

    @Test
    void every_paid_service_can_be_called() {
        assertThat(book("paid-services").services()).hasSize(5).allSatisfy(service -> assertThat(
                        service.route().orElseThrow().hold())
                .isPresent());
    }

    @Test
    void a_gateway_charges_dollars_with_a_markup() {
        PriceBook book = book("gateway-usd");
        assertThat(book.shownAsUsd()).isTrue();
        // (1,000 x 2.50 + 4,000 x 1.25 + 1,000 x 10) / 1,000,000 x 1.2
        assertThat(charge(book, "gpt-latest", "pro", CHAT)).isEqualTo("0.021");
        assertThat(charge(book, "gpt-4o", "partner", CHAT)).isEqualTo("0.018375");
        assertThat(charge(book, "gpt-4o", "pro", inTier("priority"))).isEqualTo("0.042");
        assertThat(charge(book, "gpt-4o", "pro", inTier("flex"))).isEqualTo("0.0105");
        Usage longChat = Usage.builder()
                .tokens(TokenKind.INPUT, 150_000)
                .tokens(TokenKind.INPUT_CACHE_WRITE_1H, 60_000)
                .tokens(TokenKind.OUTPUT, 1_000)
                .build();
        // above 200K: (150,000 x 6 + 60,000 x 12 + 1,000 x 22.50) / 1,000,000 x 1.2
        assertThat(charge(book, "claude-sonnet-5", "pro", longChat)).isEqualTo("1.971");
        // bands, no markup: (100,000 x 2 + 50,000 x 1 + 60,000 x 2 + 1,000 x 8) / 1,000,000
        assertThat(charge(book, "house-model", "pro", longChat)).isEqualTo("0.378");
    }

    @Test
    void a_gateway_charges_pictures_sound_and_characters() {
        PriceBook book = book("gateway-usd");
        assertThat(charge(book, "image-1", "pro", units("image:1024x1024", 2))).isEqualTo("0.096");
        assertThat(charge(book, "image-1", "pro", units("image:1792x1024", 1)))
                .as("other")
                .isEqualTo("0.144");
        assertThat(charge(book, "tts-1", "pro", units("character", 1_234))).isEqualTo("0.022212");
        assertThat(charge(book, "whisper-1", "pro", units("second", 95))).isEqualTo("0.0114");
    }

    @Test
    void services_cost_credits() {
        PriceBook book = book("credits-per-service");
        assertThat(charge(book, "gpt-4", "basic", CHAT)).isEqualTo("360");
        assertThat(charge(book, "gpt-3.5-turbo", "basic", CHAT)).isEqualTo("12");
        assertThat(sold(book, "voice-minute", "0.5"))
                .as("two minutes at the least")
                .isEqualTo("40");
        assertThat(sold(book, "voice-minute", "2.0166"))
                .as("three started minutes")
                .isEqualTo("60");
        assertThat(sold(book, "sms", "3")).isEqualTo("30");
        assertThat(sold(book, "whatsapp", "1")).isEqualTo("8");
        assertThat(sold(book, "ai-response", "1")).isEqualTo("5");
        assertThat(sold(book, "document-upload", "1")).isEqualTo("50");
        assertThat(sold(book, "bundle", "1")).isEqualTo("250");
        assertThat(sold(book, "phone-number", "1")).isEqualTo("1500");
        assertThat(book.packages())
                .extracting(each -> each.credits().toString())
                .containsExactly("10000", "55000");
    }

    @Test
    void what_the_provider_takes_is_known_where_the_file_says_it() {
        PriceBook book = book("credits-per-service");
        Model model = book.model("gpt-4").orElseThrow();
        assertThat(book.knowsCost(model)).isTrue();
        // (5,000 x 30 + 1,000 x 60) / 1,000,000 dollars, a thousand credits each
        assertThat(book.cost(model).price(CHAT).credits()).hasToString("210");
        Service voice = book.service("voice-minute").orElseThrow();
        assertThat(book.cost(voice, new BigDecimal("2.0166")).orElseThrow().credits())
                .hasToString("42");
        assertThat(book.cost(book.service("bundle").orElseThrow(), BigDecimal.ONE))
                .isEmpty();
    }

    @Test
    void two_thousand_tokens_or_one_request_are_a_credit() {
        PriceBook book = book("tokens-per-credit");
        assertThat(charge(book, "gpt-4o-mini", "free", CHAT)).isEqualTo("3");
        assertThat(charge(
                        book,
                        "gpt-4o-mini",
                        "free",
                        Usage.builder().tokens(TokenKind.OUTPUT, 1).build()))
                .isEqualTo("0.0005");
        assertThat(charge(book, "gpt-4o", "pro", CHAT)).isEqualTo("1");
        assertThat(sold(book, "report", "2")).isEqualTo("6");
        assertThat(book.plans())
                .extracting(plan -> plan.grants().get(0).credits().toString())
                .containsExactly("5", "100");
    }

    @Test
    void packages_have_a_bonus_in_dollars_or_say_how_many_credits_they_are() {
        assertThat(book("gateway-usd").packages())
                .extracting(pack -> pack.pay().toPlainString() + " + " + pack.bonus() + " = " + pack.credits())
                .containsExactly("10 + 0 = 10", "25 + 2 = 27", "50 + 5 = 55", "100 + 15 = 115");
        assertThat(book("tokens-per-credit").packages())
                .extracting(pack -> pack.credits().toString())
                .containsExactly("100", "500", "1000", "2000");
    }

    @Test
    void credits_that_are_tokens_are_no_money() {
        PriceBook book = book("tokens-per-credit");
        Model model = book.model("gpt-4o-mini").orElseThrow();
        Charge charge = book.tariff(model, book.firstPlan()).price(CHAT);
        assertThat(charge.usd()).isEmpty();
        assertThat(book.usd(charge.credits())).isEmpty();
        assertThat(book.creditWorth()).isEmpty();
        assertThat(book.lowBalance()).hasToString("2");
        assertThat(book.knowsCost(model)).isFalse();
        assertThat(charge.lines()).extracting(Charge.Line::currency).containsOnly(Currency.CREDITS);
        assertThat(charge.lines()).extracting(Charge.Line::per).containsOnly(2_000L);
    }

    private static Usage inTier(String tier) {
        return new Usage(CHAT.tokens(), CHAT.tools(), CHAT.units(), Optional.of(tier));
    }

    private static Usage units(String unit, long count) {
        return Usage.builder().unit(unit, count).build();
    }

    private static String charge(PriceBook book, String model, String plan, Usage usage) {
        return book.tariff(book.model(model).orElseThrow(), book.plan(plan).orElseThrow())
                .price(usage)
                .credits()
                .toString();
    }

    private static String sold(PriceBook book, String service, String quantity) {
        return book.price(book.service(service).orElseThrow(), book.firstPlan(), new BigDecimal(quantity))
                .credits()
                .toString();
    }

    private static PriceBook book(String name) {
        return PricingFile.read(FOLDER.resolve(name + ".yaml"));
    }

    private static Path folder() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("examples"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above has examples");
        }
        return folder.resolve("examples");
    }
}
