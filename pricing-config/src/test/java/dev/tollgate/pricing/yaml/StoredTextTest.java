package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.PriceBook;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts that an earlier version took stay readable, for a gateway sells by them. */
final class StoredTextTest {

    private static final String IN_PARTS_OF_CENTS =
            """
            credit: { worth: 1 USD }
            providers: { p: { url: "http://localhost:1" } }
            models: { m: { provider: p, tokens: { input: 1, cached: 1, output: 1 } } }
            packages: { old: { pay: 10.005 }, whole: { pay: 10 } }
            plans:
              odd: { price: { pay: 9.999 }, grant: { credits: 5, every: once } }
              even: { price: { pay: 9.99 } }
            """;

    @Test
    void a_price_in_parts_of_cents_is_refused_where_it_is_brought_in() {
        assertThatThrownBy(() -> PricingFile.read("new.yaml", IN_PARTS_OF_CENTS))
                .isInstanceOfSatisfying(PricingProblems.class, problems -> assertThat(problems.problems())
                        .extracting(problem -> problem.line() + ": " + problem.what())
                        .satisfiesExactly(
                                pack -> assertThat(pack).startsWith("4: 'pay': '10.005' is no whole number"),
                                plan -> assertThat(plan).startsWith("6: 'pay': '9.999' is no whole number")));
    }

    @Test
    void of_what_is_stored_it_is_left_out_with_a_warning_and_could_never_be_bought() {
        Surroundings stored = Surroundings.UNKNOWN.ofStored();
        ReadPricing read = PricingFile.check("prices 1", IN_PARTS_OF_CENTS, stored);
        PriceBook book = read.book();

        assertThat(book.packages()).extracting(CreditPackage::name).containsExactly("whole");
        assertThat(book.plan("odd").orElseThrow().offer().price()).isEmpty();
        assertThat(book.plan("odd").orElseThrow().grants()).hasSize(1);
        assertThat(book.plan("even").orElseThrow().offer().price()).isPresent();
        assertThat(read.warnings())
                .extracting(Problem::what)
                .filteredOn(what -> what.contains("'pay'"))
                .hasSize(2)
                .allMatch(what -> what.endsWith("it is left out until then"));
        assertThat(PricingFile.stored("prices 1", IN_PARTS_OF_CENTS).version()).isEqualTo(book.version());
    }

    @Test
    void a_stored_text_changes_nothing_about_any_other_mistake() {
        for (String wrong : List.of("0", "-1", "ten", "1e3")) {
            String yaml = IN_PARTS_OF_CENTS.replace("input: 1,", "input: " + wrong + "x,");
            assertThatThrownBy(() -> PricingFile.stored("prices 1", yaml)).isInstanceOf(PricingProblems.class);
        }
    }
}
