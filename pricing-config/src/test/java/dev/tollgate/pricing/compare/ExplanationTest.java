package dev.tollgate.pricing.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.PriceBook;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ExplanationTest {

    private static Explanation explain(String name, String plan, String usage, OptionalLong bound) {
        return Explanation.of(Books.BOOK, name, Books.BOOK.plan(plan).orElseThrow(), UsageNotation.parse(usage), bound);
    }

    @Test
    void tells_lines_charge_cost_and_what_is_left() {
        Explanation call =
                explain("gpt-latest", "pro", "in=1200,cached=800,out=300,web_search=1", OptionalLong.of(1000));

        assertThat(call.entry()).isEqualTo("gpt-large");
        assertThat(call.provider()).isEqualTo("openai");
        assertThat(call.charge().lines())
                .extracting(Charge.Line::kind)
                .containsExactly("input", "inputCached", "output", "webSearch");
        // (1200 x 2.5 + 800 x 0.25 + 300 x 15) / 1M + 0.01 = 0.0177; x 1.2 = 0.02124
        assertThat(call.cost().orElseThrow()).isEqualByComparingTo("0.0177");
        assertThat(call.charge().usd().orElseThrow()).isEqualByComparingTo("0.02124");
        assertThat(call.charge().credits()).hasToString("0.2124");
        assertThat(call.profit().orElseThrow()).isEqualByComparingTo("0.00354");
        assertThat(call.margin().orElseThrow()).isEqualByComparingTo("16.6");
        assertThat(call.allowed()).isTrue();
    }

    @Test
    void a_search_costs_by_its_size_as_the_file_calls_it() {
        PriceBook book =
                Books.with("request: { web_search: 0.01 }", "request: { search_low: 0.01, search_high: 0.02 }");
        Explanation call = Explanation.of(
                book,
                "gpt-large",
                book.plan("pro").orElseThrow(),
                UsageNotation.parse("search_high=2"),
                OptionalLong.empty());
        assertThat(call.charge().lines()).extracting(Charge.Line::kind).containsExactly("searchHigh");
        assertThat(call.charge().credits()).as("2 x 0.02 x 1.2 / 0.10").hasToString("0.48");
    }

    @Test
    void the_hold_covers_the_whole_input_at_its_dearest_and_the_output_bound() {
        Explanation.Hold hold = explain("gpt-large", "pro", "in=1200,cached=800,out=300", OptionalLong.of(1000))
                .hold()
                .orElseThrow();
        // (2000 x 2.5 + 1000 x 15) / 1M x 1.2 / 0.10
        assertThat(hold.charge().credits()).hasToString("0.24");
        assertThat(explain("gpt-large", "pro", "in=1,out=1", OptionalLong.empty())
                        .hold()
                        .orElseThrow()
                        .outputBound())
                .isEqualTo(4096);
    }

    @Test
    void the_hold_is_that_of_the_dearest_fallback_that_the_plan_may_call() {
        PriceBook book = Books.with(
                "gpt-small: { provider: openai,", "gpt-small: { provider: openai, fallbacks: [gift, claude-5],");
        Explanation call = Explanation.of(
                book, "gpt-small", book.firstPlan(), UsageNotation.parse("in=1000,out=100"), OptionalLong.of(1000));
        Explanation.Hold hold = call.hold().orElseThrow();
        // (1000 x 3 + 1000 x 15) / 1M x 1.2 / 0.10
        assertThat(hold.charge().credits()).hasToString("0.216");
        assertThat(hold.fallback()).contains("claude-5");
        assertThat(call.charge().credits()).as("what it asks for answers").hasToString("0.0132");
        assertThat(explain("gpt-small", "free", "in=1000,out=100", OptionalLong.of(1000))
                        .hold()
                        .orElseThrow()
                        .fallback())
                .isEmpty();
    }

    @Test
    void a_service_is_explained_by_the_piece() {
        Explanation sms = explain("sms", "pro", "unit=3", OptionalLong.empty());
        assertThat(sms.charge().credits()).hasToString("0.2844");
        assertThat(sms.cost().orElseThrow()).isEqualByComparingTo("0.0237");
        assertThat(sms.hold()).isEmpty();
        assertThat(explain("bundle", "pro", "unit=1", OptionalLong.empty()).cost())
                .as("a price in credits says nothing of a cost")
                .isEmpty();
    }

    @Test
    void what_is_not_sold_is_refused_with_what_to_do() {
        assertThatThrownBy(() -> explain("gpt-lagre", "pro", "in=1", OptionalLong.empty()))
                .hasMessage("'gpt-lagre' has no price, so calls of it are refused; did you mean gpt-large?");
        assertThatThrownBy(() -> explain("sms", "pro", "in=1", OptionalLong.empty()))
                .hasMessageContaining("unit=3");
        assertThatThrownBy(() -> explain("gpt-small", "pro", "in=1,web_search=1", OptionalLong.empty()))
                .hasMessageContaining("webSearch")
                .hasMessageContaining("'request'");
    }

    @Test
    void what_is_given_away_has_no_margin() {
        Explanation gift = explain("gift", "free", "in=100,out=100", OptionalLong.empty());
        assertThat(gift.profit().orElseThrow()).isEqualByComparingTo("0");
        assertThat(gift.margin()).isEmpty();
    }
}
