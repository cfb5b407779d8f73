package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PlanOffer;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRate;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file that the format was designed by, which is not part of the project, is read as it stands. */
final class ProposedFileTest {

    private static final String PAGE = "shared/reference/pricing.md";

    private static final Surroundings BEFORE_IT_COUNTS =
            new Surroundings(InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z")), name -> true);

    @Test
    void is_read_whole() throws IOException {
        PriceBook book =
                PricingFile.check("pricing.yaml", proposed(), BEFORE_IT_COUNTS).book();

        assertThat(book.providers().values().stream().map(Provider::dialect))
                .containsExactlyInAnyOrder("openai", "anthropic", "openai", "gemini", "openai");
        assertThat(book.models())
                .extracting(Model::name)
                .containsExactlyInAnyOrder(
                        "gpt-large", "claude-sonnet-*", "gemini-flash", "sonar", "image-1", "tts-1", "whisper-1");
        assertThat(book.denied()).containsExactly("*");
        assertThat(book.services()).extracting(Service::name).containsExactly("voice", "sms", "document");
        assertThat(book.packages())
                .extracting(CreditPackage::credits)
                .map(Object::toString)
                .containsExactly("100", "270", "550", "1150");
        assertThat(book.plans()).extracting(Plan::name).containsExactly("free", "pro", "enterprise");
        assertThat(book.effective()).contains(Instant.parse("2026-12-01T00:00:00Z"));
    }

    @Test
    void costs_what_it_says() throws IOException {
        PriceBook book =
                PricingFile.check("pricing.yaml", proposed(), BEFORE_IT_COUNTS).book();
        Plan enterprise = book.plan("enterprise").orElseThrow();
        Usage large = Usage.builder()
                .tokens(TokenKind.INPUT, 272_001)
                .tokens(TokenKind.OUTPUT, 1_000)
                .build();
        Usage small = small().build();
        Usage thoughts = Usage.builder()
                .tokens(TokenKind.INPUT, 1_000)
                .tokens(TokenKind.OUTPUT_REASONING, 1_000)
                .build();

        // A fifth on top, ten credits a dollar.
        assertThat(charged(
                        book,
                        "gpt-latest",
                        book.firstPlan(),
                        small().tool("webSearch", 2).build()))
                .isEqualTo("0.453");
        assertThat(charged(book, "gpt-large", book.firstPlan(), large)).isEqualTo("16.59006");
        assertThat(charged(book, "gpt-large", enterprise, large)).isEqualTo("15.207555");
        assertThat(charged(book, "claude-sonnet-4-5", enterprise, small)).isEqualTo("0.2013");
        assertThat(charged(book, "gemini-flash", book.firstPlan(), thoughts)).isEqualTo("0.0456");
        assertThat(spent(book, "voice", 61)).isEqualTo("0.336");
        assertThat(spent(book, "sms", 3)).isEqualTo("0.2844");
        assertThat(spent(book, "document", 1)).isEqualTo("0.5");
    }

    private static Usage.Builder small() {
        return Usage.builder()
                .tokens(TokenKind.INPUT, 1_000)
                .tokens(TokenKind.INPUT_CACHED, 1_000)
                .tokens(TokenKind.OUTPUT, 1_000);
    }

    private static String charged(PriceBook book, String model, Plan plan, Usage usage) {
        return book.tariff(book.model(model).orElseThrow(), plan)
                .price(usage)
                .credits()
                .toString();
    }

    private static String spent(PriceBook book, String service, long told) {
        ServiceRate rate = book.rate(book.service(service).orElseThrow(), book.firstPlan(), false);
        return rate.tariff()
                .price(rate.counting().usage(BigDecimal.valueOf(told)))
                .credits()
                .toString();
    }

    @Test
    void gives_what_it_says() throws IOException {
        PriceBook book =
                PricingFile.check("pricing.yaml", proposed(), BEFORE_IT_COUNTS).book();
        Plan free = book.firstPlan();
        assertThat(free.grants()).containsExactly(new Plan.Grant(Credits.of(BigDecimal.TEN), Plan.Every.DAY, true));
        assertThat(free.limits())
                .isEqualTo(new Plan.Limits(OptionalLong.of(10), OptionalLong.of(50_000), OptionalInt.of(2)));
        assertThat(book.allows(free, "gpt-large")).isTrue();
        assertThat(book.allows(free, "sonar")).isFalse();
        PlanOffer.Price pro = book.plan("pro").orElseThrow().offer().price().orElseThrow();
        assertThat(pro.pay()).isEqualByComparingTo("20");
        assertThat(pro.every()).isEqualTo(PlanOffer.Billing.MONTH);
        assertThat(pro.stripePriceEnv()).contains("STRIPE_PRICE_PRO");
        Plan enterprise = book.plan("enterprise").orElseThrow();
        assertThat(enterprise.offer().ownKeyFee()).contains(new BigDecimal("0.05"));
        assertThat(enterprise.offer().contact()).contains("sales@example.com");
    }

    /** Skips the test, and says so, where no folder above has the page. */
    private static String proposed() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path page = folder.resolve(PAGE);
            if (Files.exists(page)) {
                Matcher yaml =
                        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
                assertThat(yaml.find()).as("a file in the page").isTrue();
                return yaml.group(1);
            }
        }
        System.out.println("Skipped: no folder above has " + PAGE);
        assumeTrue(false, "no folder above has " + PAGE + ": nothing is read");
        throw new AssertionError();
    }
}
