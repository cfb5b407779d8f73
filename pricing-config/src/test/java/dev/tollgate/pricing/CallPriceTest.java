package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.pricing.CallPrice.Work;
import dev.tollgate.pricing.yaml.PricingFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallPriceTest {

    private static final PriceBook BOOK = PricingFile.read(
            "test.yaml",
            """
            providers: { p: { url: http://localhost:1 } }
            models:
              searching: { provider: p, tokens: { input: 1, output: 1 }, request: { each: 0.005, web_search: 0.01 } }
              plain: { provider: p, tokens: { input: 1, output: 1 }, request: { each: 0.005 } }
              dear: { provider: p, tokens: { input: 1, output: 1 }, request: { web_search: 0.05 } }
              flat: { provider: p, credits: 5 }
              cheap: { provider: p, tokens: { input: 0.0001, output: 0.0001 }, confirmed: true }
            """);

    private static final Usage SEARCHES = Usage.builder().tool("webSearch", 100).build();
    private static final Usage A_MILLION =
            Usage.builder().tokens(TokenKind.INPUT, 1_000_000).build();

    @Test
    void a_tool_costs_what_the_call_was_quoted_with_where_the_working_model_has_no_fee_for_it() {
        assertThat(price("searching", work("plain", SEARCHES)).credits()).hasToString("1.005");
        assertThat(price("searching", work("dear", SEARCHES)).credits()).hasToString("5");
        assertThat(price("searching", work("plain", SEARCHES)).lines())
                .extracting(Charge.Line::kind, Charge.Line::model)
                .as("whose rate it is")
                .containsExactly(tuple("webSearch", "searching"), tuple("request", "plain"));
        assertThat(price("plain", work("plain", SEARCHES)).lines())
                .extracting(Charge.Line::kind)
                .containsExactly("webSearch", "request");
        assertThat(CallPrice.cost(BOOK, model("searching"), List.of(work("plain", SEARCHES)))
                        .orElseThrow())
                .isEqualByComparingTo("1.005");
    }

    @Test
    void work_within_a_call_pays_no_fee_per_request_unless_that_is_its_only_price() {
        assertThat(price("plain", work("plain", A_MILLION), work("plain", A_MILLION))
                        .credits())
                .hasToString("2.005");
        assertThat(price("plain", work("plain", A_MILLION), work("flat", A_MILLION))
                        .credits())
                .hasToString("6.005");
        assertThat(price("plain", work("plain", A_MILLION), work("searching", SEARCHES))
                        .credits())
                .hasToString("2.005");
    }

    @Test
    void the_whole_call_is_rounded_up_once() {
        Usage token = Usage.builder().tokens(TokenKind.INPUT, 1).build();
        Charge charge = price("cheap", work("cheap", token), work("cheap", token), work("cheap", token));
        assertThat(charge.credits().nanos()).isEqualTo(1);
        assertThat(charge.lines()).hasSize(3);
    }

    @Test
    void fractions_of_several_models_are_added_before_they_are_rounded() {
        PriceBook thirds = PricingFile.read(
                "thirds.yaml",
                "credit: { worth: 0.03 }\nproviders: { p: { url: http://p } }\n"
                        + "models: { m: { provider: p, tokens: { input: 1, output: 1 } } }");
        Model model = thirds.model("m").orElseThrow();
        Tariff tariff = thirds.tariff(model, thirds.firstPlan());
        List<Work> works = List.of(new Work(model, A_MILLION), new Work(model, A_MILLION), new Work(model, A_MILLION));
        assertThat(CallPrice.of(tariff, works, each -> tariff).credits()).hasToString("100");
        assertThat(CallPrice.of(tariff, works.subList(0, 1), each -> tariff).credits())
                .hasToString("33.333333334");
    }

    @Test
    void prices_of_two_books_are_not_added() {
        PriceBook other = PricingFile.read(
                "other.yaml",
                "providers: { p: { url: http://p } }\nmodels: { plain: { provider: p, tokens: { input: 9, output: 9 } } }");
        assertThatThrownBy(() -> CallPrice.of(
                        tariff(model("plain")),
                        List.of(work("plain", A_MILLION)),
                        model -> other.tariff(other.model("plain").orElseThrow(), other.firstPlan())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Charge price(String quoted, Work... works) {
        return CallPrice.of(tariff(model(quoted)), new ArrayList<>(List.of(works)), CallPriceTest::tariff);
    }

    private static Work work(String model, Usage usage) {
        return new Work(model(model), usage);
    }

    private static Tariff tariff(Model model) {
        return BOOK.tariff(model, BOOK.firstPlan());
    }

    private static Model model(String name) {
        return BOOK.model(name).orElseThrow();
    }
}
