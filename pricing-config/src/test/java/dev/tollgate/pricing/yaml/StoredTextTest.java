package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PlanOffer;
import dev.tollgate.pricing.PriceBook;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that an earlier version took stay readable, for a gateway sells by them. */
final class StoredTextTest {

    private static final String IN_PARTS_OF_CENTS =
            """
            providers: { p: { url: "http://localhost:1" } }
            models: { m: { provider: p, tokens: { input: 1, cached: 1, output: 1 } } }
            packages: { odd: { pay: 10.005 }, whole: { pay: 10 } }
            plans:
              odd: { price: { pay: 9.999 }, grant: { credits: 5, every: once }, limits: { requests: 60/min } }
              whole: { price: { pay: 9.99 }, limits: { requests: 60/min } }
            """;

    @Test
    void a_price_in_parts_of_cents_is_refused_where_it_is_brought_in() {
        assertThatThrownBy(() -> PricingFile.read("new.yaml", IN_PARTS_OF_CENTS))
                .isInstanceOfSatisfying(PricingProblems.class, problems -> assertThat(problems.problems())
                        .extracting(problem -> problem.line() + ": " + problem.what())
                        .satisfiesExactly(
                                pack -> assertThat(pack).startsWith("3: 'pay': '10.005' is no whole number"),
                                plan -> assertThat(plan).startsWith("5: 'pay': '9.999' is no whole number")));
    }

    /** Without its price a plan would be everybody's. */
    @Test
    void of_what_is_stored_it_is_read_as_it_was_and_told() {
        ReadPricing read = PricingFile.stored("prices 1", IN_PARTS_OF_CENTS);
        PriceBook book = read.book();

        assertThat(book.packages())
                .extracting(CreditPackage::name, pack -> pack.pay().toPlainString())
                .containsExactly(tuple("odd", "10.005"), tuple("whole", "10"));
        assertThat(price(book, "odd").pay()).isEqualByComparingTo("9.999");
        assertThat(price(book, "whole").pay()).isEqualByComparingTo("9.99");
        assertThat(read.outdated())
                .extracting(problem -> problem.line() + ": " + problem.what())
                .satisfiesExactly(
                        pack -> assertThat(pack).startsWith("3: 'pay': '10.005' is no whole number"),
                        plan -> assertThat(plan).startsWith("5: 'pay': '9.999' is no whole number"));
        assertThat(read.warnings()).isEmpty();
    }

    private static PlanOffer.Price price(PriceBook book, String plan) {
        return book.plan(plan).map(Plan::offer).flatMap(PlanOffer::price).orElseThrow();
    }

    @Test
    void what_is_right_by_now_is_not_told() {
        String right = IN_PARTS_OF_CENTS.replace("10.005", "10.50").replace("9.999", "9.990");
        assertThat(PricingFile.stored("prices 2", right).outdated()).isEmpty();
        assertThat(PricingFile.check("prices 2", right, Surroundings.UNKNOWN).outdated())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "1e3"})
    void what_no_version_took_is_refused_of_stored_texts_too(String wrong) {
        for (String price : List.of("10.005", "9.999")) {
            String yaml = IN_PARTS_OF_CENTS.replace("pay: " + price, "pay: " + wrong);
            assertThatThrownBy(() -> PricingFile.stored("prices 3", yaml))
                    .as(price)
                    .isInstanceOfSatisfying(PricingProblems.class, problems -> assertThat(problems.problems())
                            .singleElement()
                            .extracting(Problem::what)
                            .asString()
                            .startsWith("'pay': "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "2147483648", "1000M", "'0000000010'", "1K"})
    void any_number_may_run_at_the_same_time(String concurrent) {
        String yaml = "providers: { p: { url: http://localhost:1 } }\nmodels: { m: { provider: p, free: true } }\n"
                + "plans: { a: { limits: { requests: 1/min, concurrent: " + concurrent + " } } }\n";
        int most = PricingFile.read("plans.yaml", yaml)
                .plan("a")
                .orElseThrow()
                .limits()
                .concurrent()
                .orElseThrow();
        assertThat(most)
                .isEqualTo(
                        switch (concurrent) {
                            case "1K" -> 1_000;
                            case "1000M" -> 1_000_000_000;
                            case "'0000000010'" -> 10;
                            default -> Integer.MAX_VALUE;
                        });
    }

    @Test
    void an_address_may_be_long_where_it_is_stored() {
        for (String url : List.of("http://x/" + "a".repeat(20_000), "http://" + "a.".repeat(20_000) + "b")) {
            String yaml = "providers: { p: { url: '" + url + "' } }\nmodels: { m: { provider: p, free: true } }\n";
            assertThatThrownBy(() -> PricingFile.read("new.yaml", yaml)).isInstanceOf(PricingProblems.class);
            assertThat(PricingFile.stored("prices 4", yaml).outdated())
                    .singleElement()
                    .extracting(Problem::what)
                    .asString()
                    .startsWith("'url': this is not an address");
        }
    }
}
