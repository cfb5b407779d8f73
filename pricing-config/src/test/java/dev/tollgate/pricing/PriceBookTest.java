package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.yaml.PricingFile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PriceBookTest {

    private static final String BOOK =
            """
            version: 1
            credit: { worth: 0.10 }
            markup: 20%
            balance: { minimum: 0.10, low_alert: 5.00 }
            providers:
              openai:    { url: https://api.openai.com, key_env: OPENAI_API_KEY }
              anthropic: { url: https://api.anthropic.com, dialect: anthropic, force_usage: true }
            models:
              gpt-large: { provider: openai, aliases: [gpt-latest, openai/gpt-large], tokens: { input: 1, output: 1 }, markup: 50% }
              gpt-small: { provider: openai, tokens: { input: 1, output: 1 } }
              "gpt-*": { provider: openai, tokens: { input: 1, output: 1 } }
              "gpt-*-preview": { deny: true }
              gpt-secret: { deny: true }
              "claude-*": { provider: anthropic, tokens: { input: 1, output: 1 } }
              "claude-sonnet-*": { provider: anthropic, tokens: { input: 1, output: 1 } }
              "*": { deny: true }
            packages:
              starter: { pay: 10 }
              plus: { pay: 25, bonus: 2 }
              party: { pay: 50, bonus: 20 credits }
            plans:
              free:
                grant: { credits: 10, every: day, unused: expire }
                limits: { requests: 10/min, tokens: 50K/min, concurrent: 2 }
                models: [gpt-latest, gpt-small-2, claude-sonnet-5, "claude-haiku-*"]
              partner: { markup: 0% }
              open: {}
            """;

    private final PriceBook book = PricingFile.read("book.yaml", BOOK);

    @Test
    void an_exact_name_beats_a_wildcard_and_the_longest_wildcard_wins() {
        assertThat(named("gpt-large")).contains("gpt-large");
        assertThat(named("gpt-large-2")).contains("gpt-*");
        assertThat(named("claude-sonnet-5")).contains("claude-sonnet-*");
        assertThat(named("claude-opus-5")).contains("claude-*");
        assertThat(named("claude-sonnet-*"))
                .as("its own name, as lists of models show it")
                .contains("claude-sonnet-*");
    }

    @Test
    void an_alias_is_its_model() {
        assertThat(named("gpt-latest")).contains("gpt-large");
        assertThat(named("openai/gpt-large")).contains("gpt-large");
    }

    @Test
    void a_dated_name_that_answers_is_the_model_that_was_asked_for_unless_the_book_lists_it() {
        assertThat(answering("gpt-large", "gpt-large")).isEqualTo("gpt-large");
        assertThat(answering("gpt-large", "gpt-large-2026-01-01"))
                .as("though gpt-* means it")
                .isEqualTo("gpt-large");
        assertThat(answering("gpt-latest", "gpt-large-2026-01-01")).isEqualTo("gpt-large");
        assertThat(answering("gpt-s", "gpt-small")).as("listed by itself").isEqualTo("gpt-small");
    }

    @Test
    void another_model_that_answers_has_its_own_rates_if_the_same_provider_serves_it() {
        assertThat(answering("gpt-large", "gpt-small")).isEqualTo("gpt-small");
        assertThat(answering("gpt-large", "gpt-fallback")).isEqualTo("gpt-*");
        assertThat(answering("gpt-large", "claude-sonnet-5"))
                .as("of another provider")
                .isEqualTo("gpt-large");
        assertThat(answering("gpt-large", "gpt-secret")).as("without a price").isEqualTo("gpt-large");
    }

    private String answering(String asked, String answered) {
        return book.answering(asked, book.model(asked).orElseThrow(), answered).name();
    }

    @Test
    void denied_and_unknown_models_have_no_price() {
        assertThat(named("gpt-secret")).isEmpty();
        assertThat(named("gpt-5-preview")).as("the longer wildcard denies").isEmpty();
        assertThat(named("mistral-large")).isEmpty();
        assertThat(named("")).isEmpty();
        assertThat(named("GPT-LARGE")).as("names are case-sensitive").isEmpty();
        assertThat(named("gpt-" + "x".repeat(ModelIndex.LONGEST_NAME)))
                .as("too long to be a name")
                .isEmpty();
        assertThat(book.models()).extracting(Model::name).doesNotContain("*", "gpt-secret", "gpt-*-preview");
    }

    @Test
    void of_two_wildcards_that_say_equally_much_the_denied_one_wins_and_then_the_first() {
        PriceBook tied = PricingFile.read(
                "tied.yaml",
                """
                providers: { p: { url: http://localhost:1 } }
                models:
                  "a*c": { provider: p, free: true }
                  "*ac": { provider: p, free: true }
                  "x*": { provider: p, free: true }
                  "*x": { deny: true }
                """);
        assertThat(tied.model("ac").map(Model::name)).contains("a*c");
        assertThat(tied.model("xx")).isEmpty();
    }

    @Test
    void tells_near_names_but_only_of_models_that_can_be_called() {
        assertThat(book.near("gpt-lagre")).containsExactly("gpt-large");
        assertThat(book.near("gpt-secre")).doesNotContain("gpt-secret");
        assertThat(book.near("gpt-la")).contains("gpt-large");
        assertThat(book.near("zzz")).isEmpty();
        assertThat(book.near("g".repeat(10_000))).isEmpty();
    }

    @Test
    void the_markup_of_a_plan_beats_the_models_and_the_models_beats_the_files() {
        assertThat(unitPrice("gpt-small", "open")).isEqualTo("1.2");
        assertThat(unitPrice("gpt-large", "open")).isEqualTo("1.5");
        assertThat(unitPrice("gpt-large", "partner")).isEqualTo("1");
        assertThat(unitPrice("gpt-small", "partner")).isEqualTo("1");
    }

    @Test
    void the_tariff_of_a_model_and_a_plan_is_made_once() {
        Model model = book.model("gpt-large").orElseThrow();
        assertThat(book.tariff(model, plan("free"))).isSameAs(book.tariff(model, plan("free")));
    }

    @Test
    void a_plan_that_the_book_does_not_know_pays_the_usual_markup() {
        Plan gone = new Plan("gone", List.of(), Plan.Limits.NONE, List.of("gpt-small"));
        Model small = book.model("gpt-small").orElseThrow();
        assertThat(book.tariff(small, gone).price(million()).lines().get(0).unitPrice())
                .isEqualByComparingTo("1.2");
        assertThat(book.allows(gone, "gpt-small")).isTrue();
        assertThat(book.allows(gone, "gpt-large")).isFalse();
    }

    @Test
    void a_model_of_another_book_has_no_tariff() {
        Model other = new Model("other", "openai", List.of(), OptionalLong.empty(), 1, OptionalLong.empty());
        assertThatThrownBy(() -> book.tariff(other, book.firstPlan()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    @Test
    void a_plan_may_call_what_it_lists_under_every_name() {
        Plan free = plan("free");
        assertThat(book.allows(free, "gpt-latest")).isTrue();
        assertThat(book.allows(free, "gpt-large"))
                .as("the model of a listed alias")
                .isTrue();
        assertThat(book.allows(free, "openai/gpt-large"))
                .as("another alias of it")
                .isTrue();
        assertThat(book.allows(free, "gpt-small-2"))
                .as("a name that a wildcard serves")
                .isTrue();
        assertThat(book.allows(free, "claude-sonnet-5")).isTrue();
        assertThat(book.allows(free, "claude-haiku-5"))
                .as("by the plan's own wildcard")
                .isTrue();
        assertThat(book.allows(free, "gpt-small")).isFalse();
        assertThat(book.allows(free, "gpt-small-3")).isFalse();
        assertThat(book.allows(free, "claude-sonnet-6")).isFalse();
        assertThat(book.allows(free, "mistral")).as("no model at all").isFalse();
        assertThat(book.allows(plan("open"), "gpt-small")).isTrue();
    }

    @Test
    void an_alias_does_not_open_a_model_that_the_plans_wildcard_does_not_mean() {
        PriceBook aliased = PricingFile.read(
                "aliased.yaml",
                """
                providers: { p: { url: http://localhost:1 } }
                models:
                  claude-opus: { provider: p, aliases: [gpt-best], free: true }
                  gpt-small: { provider: p, free: true }
                plans:
                  free: { models: ["gpt-*"] }
                """);
        assertThat(aliased.allows(aliased.firstPlan(), "gpt-small")).isTrue();
        assertThat(aliased.allows(aliased.firstPlan(), "gpt-best")).isFalse();
    }

    @Test
    void balances_are_told_in_credits() {
        assertThat(book.minimumBalance()).hasToString("1");
        assertThat(book.lowBalance()).hasToString("50");
        assertThat(book.usd(Credits.ofNanos(1_500_000_000)).orElseThrow()).isEqualByComparingTo("0.15");
    }

    @Test
    void a_balance_that_is_no_whole_nano_credit_is_rounded_up() {
        PriceBook third = PricingFile.read(
                "third.yaml",
                "{ credit: { worth: 3 }, balance: { minimum: 1 }, providers: { p: { url: http://x } }, models: {} }");
        assertThat(third.minimumBalance()).hasToString("0.333333334");
        assertThat(third.lowBalance()).as("five dollars").hasToString("1.666666667");
    }

    @Test
    void low_is_what_the_file_says_or_five_dollars_where_credits_are_money() {
        String said = "{ credit: { CREDIT }, balance: { BALANCE }, providers: { p: { url: http://x } }, models: {} }";
        assertThat(low(said, "worth: 0.1", "low_alert: 0")).isEqualTo(Credits.ZERO);
        assertThat(low(said, "worth: 0.1", "")).hasToString("50");
        assertThat(low(said, "tokens: 2000", "")).isEqualTo(Credits.ZERO);
        assertThat(low(said, "worth: 0.0000000000012", ""))
                .as("more than anybody can have")
                .isEqualTo(Credits.ZERO);
    }

    private static Credits low(String said, String credit, String balance) {
        return PricingFile.read("low.yaml", said.replace("CREDIT", credit).replace("BALANCE", balance))
                .lowBalance();
    }

    @Test
    void packages_tell_what_the_buyer_gets() {
        assertThat(book.packages()).extracting(CreditPackage::name).containsExactly("starter", "plus", "party");
        assertThat(book.packages())
                .extracting(each -> each.credits().toString())
                .containsExactly("100", "270", "520");
        assertThat(book.packages()).extracting(each -> each.bonus().toString()).containsExactly("0", "20", "20");
    }

    @Test
    void plans_and_providers_are_as_written() {
        assertThat(book.firstPlan()).isEqualTo(plan("free"));
        assertThat(book.firstPlan().grants())
                .containsExactly(new Plan.Grant(Credits.ofNanos(10_000_000_000L), Plan.Every.DAY, true));
        assertThat(book.firstPlan().limits().tokensPerMinute()).hasValue(50_000);
        assertThat(book.plan("none")).isEmpty();
        assertThat(book.providers().keySet()).containsExactly("openai", "anthropic");
        Provider openai = Objects.requireNonNull(book.providers().get("openai"));
        assertThat(openai.keyEnv()).contains("OPENAI_API_KEY");
        assertThat(openai.forceUsage()).as("the default of the openai dialect").isTrue();
    }

    @Test
    void a_file_without_plans_has_one_without_limits() {
        PriceBook bare = PricingFile.read("bare.yaml", "{ providers: { p: { url: http://x } }, models: {} }");
        assertThat(bare.firstPlan().name()).isEqualTo("default");
        assertThat(bare.firstPlan().limits()).isEqualTo(Plan.Limits.NONE);
        assertThat(bare.creditWorth().orElseThrow()).isEqualByComparingTo("1");
    }

    private Optional<String> named(String asked) {
        return book.model(asked).map(Model::name);
    }

    private Plan plan(String name) {
        return book.plan(name).orElseThrow();
    }

    private String unitPrice(String model, String plan) {
        return book.tariff(book.model(model).orElseThrow(), plan(plan))
                .price(million())
                .lines()
                .get(0)
                .unitPrice()
                .toPlainString();
    }

    private static Usage million() {
        return Usage.builder().tokens(TokenKind.INPUT, 1_000_000).build();
    }
}
