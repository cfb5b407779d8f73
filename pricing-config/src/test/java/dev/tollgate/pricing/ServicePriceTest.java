package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import org.junit.jupiter.api.Test;

/** What apps sell by the piece. */
final class ServicePriceTest {

    private static final String START = "providers: { p: { url: http://localhost:1 } }\n"
            + "models: { m: { provider: p, free: true } }\ncredit: { worth: 0.10 }\nmarkup: 20%\n";

    private static final PriceBook BOOK = PricingFile.read(
            "services.yaml",
            START
                    + """
                    services:
                      sms: { unit: 0.0079 }
                      document: { unit: 0.05, markup: 0% }
                      third: { unit: 0.0000000001 }
                      bundle: { credits: 2.5 }
                    plans:
                      usual: {}
                      dear: { markup: 100% }
                    """);

    private static Charge price(String service, String plan, long quantity) {
        return BOOK.price(BOOK.service(service).orElseThrow(), BOOK.plan(plan).orElseThrow(), quantity);
    }

    @Test
    void dollars_get_the_markup_of_the_plan_or_the_service_or_the_book() {
        assertThat(price("sms", "usual", 3).credits()).hasToString("0.2844"); // 3 x 0.0079 x 1.2 / 0.10
        assertThat(price("document", "usual", 1).credits()).hasToString("0.5");
        assertThat(price("document", "dear", 1).credits()).hasToString("1");
    }

    @Test
    void credits_are_final() {
        assertThat(price("bundle", "dear", 4).credits()).hasToString("10");
        assertThat(price("bundle", "dear", 4).usd().orElseThrow()).isEqualByComparingTo("1");
    }

    @Test
    void is_rounded_up_once_and_says_what_it_is_for() {
        Charge charge = price("third", "usual", 1);
        assertThat(charge.credits().nanos()).isEqualTo(2); // 1.2 nano-credits
        assertThat(charge.lines()).singleElement().satisfies(line -> {
            assertThat(line.model()).isEqualTo("third");
            assertThat(line.quantity()).isEqualTo(1);
        });
        assertThat(charge.priceVersion()).isEqualTo(BOOK.version());
    }

    @Test
    void more_than_an_amount_can_hold_is_refused() {
        assertThatThrownBy(() -> price("bundle", "usual", Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void mistakes_are_told() {
        assertThatThrownBy(
                        () -> PricingFile.read(
                                "bad.yaml",
                                START
                                        + "services:\n  a: { unit: 0 }\n  b: {}\n  c: { credits: 1, markup: 5% }\n  d: { uint: 1 }\n"))
                .isInstanceOf(PricingProblems.class)
                .hasMessageContaining("bad.yaml:6:14")
                .hasMessageContaining("'unit' is missing here")
                .hasMessageContaining("is final and stands alone")
                .hasMessageContaining("did you mean 'unit'?");
    }
}
