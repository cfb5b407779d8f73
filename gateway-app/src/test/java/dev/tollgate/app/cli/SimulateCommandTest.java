package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pricing simulate}: what the calls of the past would have brought. */
final class SimulateCommandTest {

    private static final String PRICES = PricingCommandTest.PRICES;
    private static final String CALLS = PricingCommandTest.CALLS;

    private Path folder;
    private Path prices;

    @BeforeEach
    void start(@TempDir Path given) throws IOException {
        folder = given;
        prices = file("pricing.yaml", PRICES);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static PricingRun run(Object... arguments) {
        return PricingRun.of(arguments);
    }

    @Test
    void simulate_tells_revenue_cost_margin_and_who_pays_more() throws IOException {
        Path csv = file("calls.csv", CALLS);
        Path changed = file("new.yaml", PRICES.replace("input: 2.50", "input: 5"));
        PricingRun told = run("simulate", changed, "--csv=" + csv);
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out())
                .containsSubsequence("all", "2", "$4.00", "$7.00", "+$3.00", "$6.00", "14.2%")
                .containsSubsequence("account acc_1", "$3.00", "$6.00", "+$3.00", "$5.00", "16.6%")
                .containsSubsequence("1 account pays more:", "acc_1", "+$3.00", "$3.00 → $6.00")
                .contains("No model is sold under its cost.");
        assertThat(run("simulate", changed, "--csv=" + csv, "--min-margin=14%").code())
                .isZero();
        assertThat(run("simulate", changed, "--csv=" + csv, "--min-margin=15%").code())
                .isEqualTo(3);
    }

    @Test
    void simulate_tells_what_accounts_bring_also_where_none_pays_more() throws IOException {
        Path csv = file("calls.csv", CALLS);
        Path cheaper = file("new.yaml", PRICES.replace("input: 2.50", "input: 2"));
        assertThat(run("simulate", cheaper, "--csv=" + csv).out())
                .containsSubsequence("account acc_1", "$3.00", "$2.40")
                .contains("No account pays more.");
    }

    @Test
    void simulate_names_what_is_sold_under_its_cost_and_ends_with_3_whatever_margin_is_wanted() throws IOException {
        Path csv = file("calls.csv", CALLS);
        String dear = "confirmed: true, cost: { input: 4, output: 10 }, tokens: { input: 2.50,";
        Path losing = file("losing.yaml", PRICES.replace("tokens: { input: 2.50,", dear));
        PricingRun told = run("simulate", losing, "--csv=" + csv);
        assertThat(told.code()).as(told.err()).isEqualTo(3);
        assertThat(told.out())
                .containsSubsequence("all", "$4.00", "$5.00", "-25%")
                .containsSubsequence("model acme-1", "$3.00", "$4.00", "-33.4%")
                .contains("Sold under cost: acme-1.\n");
    }

    @Test
    void simulate_names_the_calls_that_would_be_refused() throws IOException {
        Path csv = file("calls.csv", CALLS);
        Path changed = file("new.yaml", PRICES.replace("acme-2: {", "acme-3: {"));
        PricingRun told = run("simulate", changed, "--csv=" + csv);
        assertThat(told.out()).contains("1 call refused: 'acme-2' has no price; charged then 10 credits");
    }

    @Test
    void simulate_copies_what_it_reads() throws IOException {
        Path csv = file("calls.csv", CALLS);
        Path copy = folder.resolve("copy.csv");
        PricingRun first = run("simulate", prices, "--csv=" + csv, "--write-csv=" + copy);
        PricingRun second = run("simulate", prices, "--csv=" + copy);
        assertThat(second.out().replace("copy.csv", "calls.csv")).isEqualTo(first.out());
    }

    @Test
    void simulate_says_what_it_cannot_read() throws IOException {
        Path csv = file("calls.csv", CALLS.replace("in=1000000", "ni=1000000"));
        PricingRun wrong = run("simulate", prices, "--csv=" + csv);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("calls.csv:2: usage: 'ni' is no kind of usage");
        assertThat(run("simulate", prices, "--csv=" + folder.resolve("none.csv"))
                        .err())
                .contains("There is no file");
        assertThat(run("simulate", prices, "--csv=" + csv, "--last=7d").err()).contains("--last is for databases");
        assertThat(run("simulate", prices, "--data=" + folder, "--last=soon").err())
                .contains("write 24h, 7d or 4w");
        assertThat(run("simulate", prices, "--data=" + folder).err()).contains("There are no books in");
        assertThat(run("simulate", prices, "--csv=" + csv, "--min-margin=0.15").err())
                .contains("--min-margin=15%");
        assertThat(run("simulate", prices, "--db=r2dbc:postgresql://user:s3cret@127.0.0.1:1/tollgate")
                        .err())
                .contains("127.0.0.1:1/tollgate as user cannot be read")
                .doesNotContain("s3cret");
    }
}
