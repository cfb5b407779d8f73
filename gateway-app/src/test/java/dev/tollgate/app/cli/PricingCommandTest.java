package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.yaml.PricingSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands around a pricing file print, and how they end. */
final class PricingCommandTest {

    static final String PRICES =
            """
            credit: { worth: 0.10 }
            markup: 20%
            providers: { acme: { url: "http://127.0.0.1:9" } }
            models:
              acme-1: { provider: acme, tokens: { input: 2.50, cached: 0.25, output: 10 } }
              acme-2: { provider: acme, tokens: { input: 1, cached: 1, output: 2 } }
            services: { sms: { unit: 0.0079 } }
            plans:
              free: { limits: { requests: 10/min } }
              partner: { markup: 0%, limits: { requests: 10/min } }
            """;

    static final String CALLS =
            """
            at,account,plan,operation,key,model,answered_model,usage,additional,charged,charged_usd
            2026-11-20T10:00:00Z,acc_1,free,chat,platform,acme-1,,"in=1000000",,30,3
            2026-11-20T10:00:01Z,acc_2,partner,chat,platform,acme-2,,"in=1000000",,10,1
            """;

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
    void validate_tells_what_a_good_file_sells() {
        PricingRun good = run("validate", prices, "--strict");
        assertThat(good.code()).as(good.err()).isZero();
        assertThat(good.out()).startsWith("The file can be used: version ").contains("2 models, 1 service, 2 plans.");
        assertThat(good.err()).isEmpty();
    }

    @Test
    void validate_tells_all_that_is_wrong_with_its_place() throws IOException {
        Path bad = file(
                "bad.yaml", PRICES.replace("provider: acme", "provider: acne").replace("unit:", "uint:"));
        PricingRun refused = run("validate", bad);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains("bad.yaml:5:", "bad.yaml:6:", "bad.yaml:7:", "did you mean 'acme'", "did you mean 'unit'");
        assertThat(run("validate", folder.resolve("none.yaml")).err()).contains("there is no such file");
    }

    @Test
    void validate_warns_of_what_is_probably_not_meant_and_strict_refuses_it() throws IOException {
        Path odd = file(
                "odd.yaml",
                PRICES.replace(
                        "{ acme: { url: \"http://127.0.0.1:9\" } }",
                        """
                        { acme: { url: "http://127.0.0.1:9", key_env: SET_KEY },
                                       other: { url: "http://127.0.0.1:9", key_env: UNSET_KEY } }\
                        """));
        PricingRun warned = run("validate", odd);
        assertThat(warned.code()).as(warned.err()).isZero();
        assertThat(warned.out())
                .containsSubsequence(
                        "warning: ",
                        "odd.yaml:4:",
                        "the environment variable 'UNSET_KEY' is not set here",
                        "The file can")
                .doesNotContain("'SET_KEY'");
        PricingRun strict = run("validate", odd, "--strict");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.out()).contains("warning: ", "The file has warnings: version ");
        assertThat(strict.err()).isEmpty();
        Path empty = file("empty.yaml", Files.readString(odd).replace("UNSET_KEY", "EMPTY_KEY"));
        assertThat(run("validate", empty).out()).contains("the environment variable 'EMPTY_KEY' is not set here");
    }

    @Test
    void validate_tells_warnings_beside_what_is_wrong() throws IOException {
        Path bad = file("bad.yaml", PRICES.replace("unit:", "uint:").replace("free: { limits", "free: {} #"));
        PricingRun refused = run("validate", bad);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).startsWith("warning: ").contains("the plan 'free' has no limits");
        assertThat(refused.err()).contains("did you mean 'unit'");
    }

    @Test
    void every_command_reads_what_a_file_includes() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        Files.writeString(
                models.resolve("more.yaml"), "models: { acme-9: { provider: acme, tokens: { input: 1, output: 2 } } }");
        Path whole = file("whole.yaml", "include: models/*.yaml\n" + PRICES);
        assertThat(run("validate", whole, "--strict").out()).contains("3 models");
        assertThat(run("diff", prices, whole).out()).contains("model acme-9  added");
        assertThat(run("explain", whole, "--model=acme-9", "--usage=in=1").code())
                .isZero();
        assertThat(run("simulate", whole, "--csv=" + file("calls.csv", CALLS.replace("acme-2", "acme-9")))
                        .out())
                .contains("model acme-9")
                .doesNotContain("refused");
    }

    @Test
    void schema_is_that_of_the_reader() {
        PricingRun schema = run("schema");
        assertThat(schema.code()).isZero();
        assertThat(schema.out().strip())
                .isEqualTo(PricingSchema.json().strip())
                .startsWith("{")
                .endsWith("}");
    }

    @Test
    void one_credit_is_one_credit() throws IOException {
        Path flat = file("flat.yaml", PRICES.replace("{ unit: 0.0079 }", "{ credits: 1 }"));
        Path dear = file("dear.yaml", PRICES.replace("{ unit: 0.0079 }", "{ credits: 2 }"));
        assertThat(run("explain", flat, "--model=sms", "--usage=unit=1").out())
                .contains("x 1 credit", "=  1 credit\n", "charge  1 credit ")
                .doesNotContain("1 credits", "x $");
        assertThat(run("explain", dear, "--model=sms", "--usage=unit=1").out()).contains("2 credits");
        assertThat(run("diff", flat, dear).out()).contains("1 → 2 credits");
        assertThat(run("diff", dear, flat).out()).contains("2 → 1 credit").doesNotContain("1 credits");
    }

    @Test
    void diff_tells_prices_in_dollars_percent_and_credits_by_plan() throws IOException {
        Path changed = file("new.yaml", PRICES.replace("input: 2.50", "input: 3.00"));
        PricingRun told = run("diff", prices, changed, "--exit-code");
        assertThat(told.code()).isEqualTo(2);
        assertThat(told.out())
                .containsSubsequence(
                        "model acme-1",
                        "input  $3 → $3.6 /1M",
                        "+20%",
                        "30 → 36 credits",
                        "free",
                        "input  $2.5 → $3 /1M",
                        "+20%",
                        "25 → 30 credits",
                        "partner",
                        "1 changed, 0 added, 0 removed.");
        assertThat(run("diff", prices, changed).code()).isZero();
    }

    @Test
    void diff_tells_what_is_lost_with_a_price_below_cost() throws IOException {
        String sold = "tokens: { input: 2.50, cached: 0.25, output: 10 }";
        Path cheap = file(
                "cheap.yaml",
                PRICES.replace(
                        sold,
                        "tokens: { input: 2.60, cached: 0.25, output: 10 }, confirmed: true,"
                                + " cost: { input: 3, cached: 0.25, output: 10 }"));
        PricingRun told = run("diff", prices, cheap);
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out())
                .containsSubsequence("$3 → $3.12 /1M", "free\n", "$2.5 → $2.6 /1M", "partner")
                .contains("partner  below cost: loses $0.4 /1M\n")
                .contains("1 changed, 0 added, 0 removed. 1 price below cost.");
        Path sms = file("sms.yaml", PRICES.replace("unit: 0.0079", "unit: 0.005, cost: 0.01, confirmed: true"));
        assertThat(run("diff", prices, sms).out())
                .contains("below cost: loses $0.004 each", "below cost: loses $0.005 each", " 2 prices below cost.");
    }

    @Test
    void diff_tells_who_is_hit_by_the_calls_that_it_is_given() throws IOException {
        Path csv = file("calls.csv", CALLS);
        Path dearer = file("new.yaml", PRICES.replace("input: 2.50", "input: 5"));
        assertThat(run("diff", prices, dearer, "--csv=" + csv).out())
                .contains(csv + ": 1 call of 1 account on 1 plan, $3.00 → $6.00")
                .contains("Of " + csv + ", 1 call of 1 account on 1 plan would not cost the same, $3.00 → $6.00.");
        Path gone = file("gone.yaml", PRICES.replace("acme-2: {", "acme-3: {"));
        assertThat(run("diff", prices, gone, "--csv=" + csv).out())
                .containsSubsequence("model acme-2  removed", csv + ": 1 call of 1 account on 1 plan, 1 call refused");
        Path more =
                file("more.yaml", PRICES.replace("acme-1: {", "acme-9: { free: true, provider: acme }\n  acme-1: {"));
        assertThat(run("diff", prices, more, "--csv=" + csv).out())
                .contains("No call of " + csv + " would cost anything else.");
        assertThat(run("diff", prices, prices, "--csv=" + csv).out()).startsWith("Nothing changes");
        assertThat(run("diff", prices, dearer, "--csv=" + csv, "--last=7d").err())
                .contains("--last is for databases");
        assertThat(run("diff", prices, dearer, "--last=7d").err()).contains("name it by --db or --data");
    }

    @Test
    void diff_of_the_same_is_no_difference_and_without_an_old_file_the_packaged_prices_are_compared() {
        PricingRun same = run("diff", prices, prices, "--exit-code");
        assertThat(same.code()).isZero();
        assertThat(same.out()).startsWith("Nothing changes");
        PricingRun packaged = run("diff", prices, "--exit-code");
        assertThat(packaged.code()).isEqualTo(2);
        assertThat(packaged.out()).contains("model acme-1  added", "model gpt-4o  removed");
    }

    @Test
    void explain_shows_the_lines_the_hold_the_charge_and_what_is_left() {
        PricingRun told =
                run("explain", prices, "--model=acme-1", "--usage=in=1200,cached=800,out=300", "--bound=1000");
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out())
                .containsSubsequence("acme-1 at acme, plan free", "input", "1200", "x $3 /1M", "0.036 credits")
                .containsSubsequence(
                        "hold", "0.18 credits", "charge", "0.0744 credits", "cost", "$0.0062", "left", "16.6%");
        assertThat(run("explain", prices, "--model=acme-1", "--usage=in=1", "--plan=partner")
                        .out())
                .contains("plan partner", "x $2.5 /1M");
    }

    @Test
    void explain_says_what_it_cannot_price() {
        PricingRun unknown = run("explain", prices, "--model=acme-3", "--usage=in=1");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("'acme-3' has no price", "did you mean")
                .hasLineCount(1);
        assertThat(run("explain", prices, "--model=acme-1", "--usage=input").err())
                .contains("write in=1200");
        assertThat(run("explain", prices, "--model=acme-1", "--usage=in=1", "--plan=gold")
                        .err())
                .contains("No plan is called 'gold'; there are free, partner.");
        assertThat(run("explain", prices, "--model=acme-1", "--usage=in=999999999999999999,out=999999999999999999")
                        .err())
                .contains("more credits than can be counted");
    }

    @Test
    void history_rollback_and_diff_say_what_database_they_cannot_read() {
        String away = "--db=r2dbc:postgresql://user:s3cret@127.0.0.1:1/tollgate";
        for (PricingRun ended : List.of(
                run("history", away), run("rollback", "0123456789ab", "--reason=x", away), run("diff", prices, away))) {
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .contains("The prices in", "127.0.0.1:1/tollgate as user cannot be read")
                    .doesNotContain("s3cret");
        }
        assertThat(run("history", "--data=" + folder).err()).contains("There are no books in");
        assertThat(run("diff", prices, "--data=" + folder).err()).contains("There are no books in");
    }

    @Test
    void wrong_usage_ends_with_64() {
        assertThat(run("validate").code()).isEqualTo(64);
        assertThat(run("diff").code()).isEqualTo(64);
        assertThat(run("diff", "a", "b", "c").code()).isEqualTo(64);
        assertThat(run("explain", prices).code()).isEqualTo(64);
        assertThat(run("simulate", prices, "--csv=a", "--db=b").code()).isEqualTo(64);
        assertThat(run("diff", prices, prices, "--db=b").code()).isEqualTo(64);
        assertThat(run("diff", prices, "--db=a", "--data=b").code()).isEqualTo(64);
        assertThat(run("history", "--limit=0").code()).isEqualTo(64);
        assertThat(run("history", "--db=a", "--data=b").code()).isEqualTo(64);
        assertThat(run("rollback", "0123456789ab").code()).isEqualTo(64);
        assertThat(run("rollback", "--reason=x").code()).isEqualTo(64);
        assertThat(run("import").code()).isEqualTo(64);
        assertThat(run("--help").code()).isZero();
    }
}
