package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.pricing.yaml.PricingFile;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TariffTest {

    @Test
    void a_charge_is_the_sum_of_its_lines_with_the_markup_in_the_unit_prices() {
        Tariff tariff = tariff("tokens: { input: 2.50, cached: 0.25, output: 10.00 }, markup: 20%");
        Charge charge = tariff.price(Usage.builder()
                .tokens(TokenKind.INPUT, 8)
                .tokens(TokenKind.INPUT_CACHED, 4012)
                .tokens(TokenKind.OUTPUT, 5)
                .build());
        assertThat(charge.lines())
                .extracting(
                        Charge.Line::kind,
                        Charge.Line::quantity,
                        line -> line.unitPrice().toPlainString(),
                        Charge.Line::per,
                        line -> line.credits().toPlainString())
                .containsExactly(
                        tuple("input", 8L, "3", 1_000_000L, "0.00024"),
                        tuple("inputCached", 4012L, "0.3", 1_000_000L, "0.012036"),
                        tuple("output", 5L, "12", 1_000_000L, "0.0006"));
        assertThat(charge.credits()).hasToString("0.012876");
        assertThat(charge.usd().orElseThrow()).isEqualByComparingTo("0.0012876");
    }

    @Test
    void tells_its_prices_with_and_without_the_markup() {
        PriceBook book = book(
                "1",
                "tokens: { input: 2, output: 10 }, tokens_above_200K: { input: 4 },"
                        + " request: { web_search: 0.01, each: 0.005 }, markup: 50%");
        Model model = book.models().get(0);
        assertThat(book.tariff(model, book.firstPlan()).prices())
                .contains(
                        new UnitPrice("input", new BigDecimal("3"), 1_000_000),
                        new UnitPrice("input>200000", new BigDecimal("6"), 1_000_000),
                        new UnitPrice("webSearch", new BigDecimal("0.015"), 1),
                        new UnitPrice("request", new BigDecimal("0.0075"), 1));
        assertThat(book.cost(model).prices())
                .contains(
                        new UnitPrice("input", new BigDecimal("2"), 1_000_000),
                        new UnitPrice("request", new BigDecimal("0.005"), 1));
    }

    @Test
    void what_is_priced_in_credits_tells_nothing_of_its_cost() {
        PriceBook book = book("1", "credits: { per_1K: { input: 0, output: 60 } }");
        assertThat(book.knowsCost(book.models().get(0))).isFalse();
    }

    @Test
    void a_tier_that_is_known_to_be_dearer_has_no_price_without_a_multiplier() {
        Usage priority = Usage.builder()
                .tokens(TokenKind.OUTPUT, 1)
                .serviceTier(Optional.of("priority"))
                .build();
        assertThatThrownBy(() -> tariff("tokens: { input: 1, output: 1 }").price(priority))
                .isInstanceOf(UnpricedUsageException.class);
    }

    @Test
    void rounds_up_once_to_a_nano_credit() {
        Tariff tariff = tariff("tokens: { input: 0.00001, output: 0.00001 }, confirmed: true");
        Charge charge = tariff.price(Usage.builder()
                .tokens(TokenKind.INPUT, 1)
                .tokens(TokenKind.OUTPUT, 1)
                .build());
        assertThat(charge.credits().nanos()).isEqualTo(1);
        assertThat(charge.lines()).extracting(Charge.Line::credits).containsOnly(new BigDecimal("1E-10"));
    }

    @Test
    void lines_of_a_periodic_amount_stay_just_below_the_credits() {
        PriceBook book = book("0.03", "tokens: { input: 1, output: 1 }");
        Charge charge = book.tariff(book.models().get(0), book.firstPlan())
                .price(Usage.builder().tokens(TokenKind.INPUT, 1).build());
        assertThat(charge.credits()).hasToString("0.000033334");
        assertThat(charge.lines().get(0).credits()).isEqualTo(new BigDecimal("0.0000" + "3".repeat(34)));
    }

    @Test
    void a_tool_or_a_unit_without_a_fee_is_seen_at_zero() {
        Tariff tariff = tariff("tokens: { input: 1, output: 1 }, request: { web_search: 0.01 }");
        Charge charge = tariff.price(Usage.builder()
                .tool("webSearch", 2)
                .tool("fileSearch", 3)
                .unit("image", 1)
                .build());
        assertThat(charge.lines())
                .extracting(Charge.Line::kind, Charge.Line::quantity, line -> line.unitPrice()
                        .toPlainString())
                .containsExactly(tuple("fileSearch", 3L, "0"), tuple("webSearch", 2L, "0.01"), tuple("image", 1L, "0"));
        assertThat(charge.credits()).hasToString("0.2");
    }

    @Test
    void a_fee_per_request_is_charged_without_being_counted() {
        Tariff tariff = tariff("tokens: { input: 1, output: 1 }, request: { each: 0.005 }");
        assertThat(tariff.chargesRequests()).isTrue();
        Usage tokensOnly = Usage.builder().tokens(TokenKind.INPUT, 100_000).build();
        assertThat(tariff.price(tokensOnly).credits()).hasToString("1.05");
        Usage three = Usage.builder().unit("request", 3).build();
        assertThat(tariff.price(three).credits()).hasToString("0.15");
    }

    @Test
    void a_tier_holds_for_the_whole_request_once_its_input_is_above_it() {
        Tariff tariff = tariff("tokens: { input: 2, output: 10 }, tokens_above_200K: { input: 4, output: 15 }");
        assertThat(credits(tariff, TokenKind.INPUT, 200_000)).isEqualTo("4");
        assertThat(credits(tariff, TokenKind.INPUT, 200_001)).isEqualTo("8.00004");
        assertThat(credits(tariff, TokenKind.INPUT_CACHED, 300_000))
                .as("cached counts as input")
                .isEqualTo("12");
        assertThat(credits(tariff, TokenKind.OUTPUT, 300_000))
                .as("output does not")
                .isEqualTo("30");
    }

    @Test
    void a_kind_without_a_price_follows_its_relation_within_the_tier() {
        Tariff tariff = tariff(
                "tokens: { input: 2, cached: 0.5, output: 10 }, tokens_above_1K: { input: 4, output: 15 }, tokens_above_2K: { output: 20 }");
        Usage.Builder usage = Usage.builder().tokens(TokenKind.OUTPUT_REASONING, 1_000_000);
        assertThat(tariff.price(usage.build()).credits()).hasToString("100");
        assertThat(tariff.price(usage.tokens(TokenKind.INPUT_IMAGE, 2_000).build())
                        .credits())
                .as("reasoning 15, image 4")
                .hasToString("150.08");
        assertThat(tariff.price(usage.tokens(TokenKind.INPUT_IMAGE, 3_000).build())
                        .credits())
                .as("reasoning 20, image as in the smaller tier")
                .hasToString("200.12");
        assertThat(credits(tariff, TokenKind.INPUT_CACHED, 1_000_000))
                .as("cached keeps its own price")
                .isEqualTo("5");
    }

    @Test
    void output_of_a_model_that_has_an_input_price_only_is_not_free() {
        assertThat(credits(tariff("tokens: { input: 0.02 }"), TokenKind.OUTPUT, 1_000_000))
                .isEqualTo("0.2");
    }

    @Test
    void a_free_model_costs_nothing_and_says_so_by_lines_at_zero() {
        Charge charge = tariff("free: true")
                .price(Usage.builder().tokens(TokenKind.OUTPUT, 77).build());
        assertThat(charge.credits().isZero()).isTrue();
        assertThat(charge.lines()).extracting(Charge.Line::quantity).containsExactly(77L);
    }

    @Test
    void the_largest_counts_are_priced_exactly_or_refused_but_never_wrap_round() {
        Tariff cheap = tariff("tokens: { input: 0.0001, output: 0.0001 }, confirmed: true");
        Usage most = Usage.builder().tokens(TokenKind.INPUT, Long.MAX_VALUE).build();
        assertThat(cheap.price(most).credits()).hasToString("9223372036.854775807");
        Tariff dearer = tariff("tokens: { input: 0.00011, output: 0.0001 }, confirmed: true");
        assertThatThrownBy(() -> dearer.price(most)).isInstanceOf(ArithmeticException.class);
        Usage more = Usage.builder()
                .tokens(TokenKind.INPUT, Long.MAX_VALUE)
                .tokens(TokenKind.INPUT_CACHED, 1)
                .build();
        assertThatThrownBy(() -> cheap.price(more)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void a_model_that_is_sold_by_the_image_is_not_given_away_by_the_token() {
        Tariff images = tariff("image: { 1024x1024: 0.04 }");
        Usage tokens = Usage.builder().tokens(TokenKind.INPUT, 5).build();
        assertThatThrownBy(() -> images.price(tokens))
                .isInstanceOf(UnpricedUsageException.class)
                .hasMessage("The model 'm' has no price for 'input'.");
        assertThatThrownBy(() -> images.dearest(Set.of(), 5, Set.of(), 5, Map.of()))
                .isInstanceOf(UnpricedUsageException.class);
        Usage other = Usage.builder().unit("image:256x256", 1).build();
        assertThatThrownBy(() -> images.price(other)).hasMessageContaining("'image:256x256'");
        UsageBounds bounds = UsageBounds.of(Set.of(), 5, Set.of(), 0, Map.of());
        assertThatThrownBy(() -> images.dearest(bounds.withUnits(Map.of("second", 1L))))
                .hasMessageContaining("'second'");
        Usage worst = images.dearest(bounds.withUnits(Map.of("image", 2L)));
        assertThat(images.price(worst).credits()).hasToString("0.8");
        assertThat(images.price(Usage.NONE).credits()).isEqualTo(Credits.ZERO);
    }

    @Test
    void a_flat_price_in_credits_is_the_whole_price_and_final() {
        PriceBook book = book("0.1", "credits: 2");
        Tariff flat = book.tariff(book.models().get(0), book.firstPlan());
        Usage usage =
                Usage.builder().tokens(TokenKind.OUTPUT, 9_999).unit("image", 1).build();
        assertThat(flat.price(usage).credits()).hasToString("2");
        assertThat(flat.prices()).containsExactly(new UnitPrice("request", new BigDecimal("2"), 1, Currency.CREDITS));
        assertThat(book.knowsCost(book.models().get(0))).isFalse();
    }

    @Test
    void tokens_fall_through_the_bands_each_kind_by_itself() {
        Tariff tariff = tariff("bands: [{ up_to: 1K, input: 2, output: 8 }, { input: 1, output: 4 }]");
        assertThat(credits(tariff, TokenKind.INPUT, 1_000)).isEqualTo("0.02");
        assertThat(credits(tariff, TokenKind.INPUT, 3_000)).isEqualTo("0.04");
        Usage worst = tariff.dearest(Set.of(TokenKind.INPUT_CACHED), 3_000, Set.of(), 500, Map.of());
        assertThat(tariff.price(worst).credits())
                .as("a dear band for each kind")
                .hasToString("0.09");
        assertThat(tariff.prices())
                .contains(
                        new UnitPrice("input", new BigDecimal("2"), 1_000_000),
                        new UnitPrice("input>1000", new BigDecimal("1"), 1_000_000));
    }

    @Test
    void negative_prices_and_counts_cannot_be_made() {
        assertThatThrownBy(() -> Price.usd(new BigDecimal("-0.01"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Usage.builder().unit("second", -1).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ServiceTiers(Map.of("flex", BigDecimal.valueOf(-1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenPrice.Graduated(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static String credits(Tariff tariff, TokenKind kind, long count) {
        return tariff.price(Usage.builder().tokens(kind, count).build())
                .credits()
                .toString();
    }

    private static Tariff tariff(String model) {
        PriceBook book = book("0.1", model);
        return book.tariff(book.models().get(0), book.firstPlan());
    }

    private static PriceBook book(String worth, String model) {
        return PricingFile.read(
                "test.yaml",
                "{ credit: { worth: " + worth
                        + " }, providers: { p: { url: http://localhost:1 } }, models: { m: { provider: p, " + model
                        + " } } }");
    }
}
