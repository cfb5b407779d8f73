package dev.tollgate.pricing.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.EntryChange.Section;
import dev.tollgate.pricing.compare.EntryChange.TermChange;
import dev.tollgate.pricing.compare.EntryChange.What;
import dev.tollgate.pricing.yaml.PricingFile;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceDiffTest {

    private static EntryChange only(PriceBook after) {
        PriceDiff diff = PriceDiff.of(Books.BOOK, after);
        assertThat(diff.changes()).as(diff.toString()).hasSize(1);
        return diff.changes().get(0);
    }

    private static PriceChange price(EntryChange entry, String kind) {
        return entry.prices().stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(entry.toString()));
    }

    @Test
    void a_book_does_not_differ_from_itself_nor_from_one_with_another_comment() {
        assertThat(PriceDiff.of(Books.BOOK, Books.BOOK).isEmpty()).isTrue();
        assertThat(PriceDiff.of(Books.BOOK, Books.with("models:", "models: # all"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void a_new_price_is_told_in_dollars_percent_and_credits_and_for_each_markup() {
        EntryChange model = only(Books.with("input: 2.50", "input: 3.00"));

        assertThat(model.section()).isEqualTo(Section.MODEL);
        assertThat(model.name()).isEqualTo("gpt-large");
        assertThat(model.prices()).hasSize(2).allSatisfy(change -> {
            assertThat(change.kind()).isEqualTo("input");
            assertThat(change.percent().orElseThrow()).isEqualByComparingTo("20");
            assertThat(change.cost().orElseThrow()).isEqualByComparingTo("3");
            assertThat(change.loss()).isEmpty();
        });
        PriceChange usual = model.prices().get(0);
        assertThat(usual.plans()).containsExactly("free", "pro");
        assertThat(usual.before().orElseThrow().usd().orElseThrow()).isEqualByComparingTo("3");
        assertThat(usual.after().orElseThrow().usd().orElseThrow()).isEqualByComparingTo("3.6");
        assertThat(usual.before().orElseThrow().credits()).isEqualByComparingTo("30");
        assertThat(usual.after().orElseThrow().credits()).isEqualByComparingTo("36");
        PriceChange partner = model.prices().get(1);
        assertThat(partner.plans()).containsExactly("partner");
        assertThat(partner.after().orElseThrow().usd().orElseThrow()).isEqualByComparingTo("3.3");
    }

    @Test
    void a_kind_that_follows_its_relation_is_told_by_it() {
        EntryChange model = only(Books.with("tokens: { input: 3, output: 15 }", "tokens: { input: 3, output: 12 }"));
        assertThat(model.prices()).extracting(PriceChange::kind).containsOnly("output");
        assertThat(only(Books.with("input: 2, output: 2", "input: 3, output: 2"))
                        .prices())
                .extracting(PriceChange::kind)
                .containsOnly("input>200000");
    }

    @Test
    void prices_for_a_thousand_are_compared_with_costs_and_prices_for_a_million() {
        String thousand = "credits: { per_1K: { input: 10, output: 60 } }, cost: { input: 30, output: 60 }";
        PriceBook before = PricingFile.read("a.yaml", credits(thousand));
        PriceChange dearer = only(before, credits(thousand.replace("output: 60 } }", "output: 70 } }")));
        assertThat(dearer.kind()).isEqualTo("output");
        assertThat(dearer.percent().orElseThrow()).isEqualByComparingTo("16.7");
        assertThat(dearer.cost().orElseThrow()).isEqualByComparingTo("0.06");
        assertThat(dearer.loss()).as("$7 for what costs $0.06").isEmpty();

        PriceBook million = PricingFile.read("b.yaml", credits("tokens: { input: 30, output: 30 }"));
        assertThat(PriceDiff.of(
                                million,
                                PricingFile.read(
                                        "c.yaml", credits("credits: { per_1K: 0.3 }, cost: { input: 30, output: 30 }")))
                        .changes())
                .as("the same, said otherwise")
                .isEmpty();
        PriceChange said = only(million, credits("credits: { per_1K: 0.6 }, cost: { input: 30, output: 30 }"));
        assertThat(said.before().orElseThrow().usd().orElseThrow()).isEqualByComparingTo("0.03");
        assertThat(said.after().orElseThrow().usd().orElseThrow()).isEqualByComparingTo("0.06");
    }

    private static PriceChange only(PriceBook before, String after) {
        PriceDiff diff = PriceDiff.of(before, PricingFile.read("after.yaml", after));
        assertThat(diff.changes()).as(diff.toString()).hasSize(1);
        return diff.changes().get(0).prices().get(0);
    }

    private static String credits(String model) {
        return "credit: { worth: 0.10 }\nproviders: { p: { url: http://p } }\nmodels: { m: { provider: p, " + model
                + " } }\n";
    }

    @Test
    void what_holds_for_all_plans_names_none() {
        EntryChange service = only(Books.with("credits: 25", "credits: 30"));
        assertThat(service.section()).isEqualTo(Section.SERVICE);
        PriceChange piece = price(service, "unit");
        assertThat(piece.plans()).isEmpty();
        assertThat(piece.percent().orElseThrow()).isEqualByComparingTo("20");
        assertThat(piece.after().orElseThrow().credits()).isEqualByComparingTo("30");
    }

    @Test
    void a_new_worth_of_the_credit_changes_every_price_in_credits() {
        PriceDiff diff = PriceDiff.of(Books.BOOK, Books.with("worth: 0.10", "worth: 0.05"));
        assertThat(diff.changes().get(0).section()).isEqualTo(Section.BOOK);
        assertThat(diff.changes().get(0).terms()).contains(new EntryChange.TermChange("credit worth", "$0.1", "$0.05"));
        EntryChange large = diff.changes().stream()
                .filter(change -> change.name().equals("gpt-large"))
                .findFirst()
                .orElseThrow();
        PriceChange input = price(large, "input");
        assertThat(input.percent().orElseThrow()).isEqualByComparingTo("0");
        assertThat(input.before().orElseThrow().credits()).isEqualByComparingTo("30");
        assertThat(input.after().orElseThrow().credits()).isEqualByComparingTo("60");
    }

    @Test
    void new_and_gone_entries_are_told_with_their_prices() {
        EntryChange gone = only(Books.with(
                "  gpt-small: { provider: openai, tokens: { input: 1, output: 1 }, tokens_above_200K: { input: 2, output: 2 } }\n",
                ""));
        assertThat(gone.what()).isEqualTo(What.REMOVED);
        assertThat(price(gone, "input").after()).isEmpty();
        assertThat(price(gone, "input").percent()).isEmpty();
        EntryChange added = only(Books.with("services:", "services:\n  fax: { unit: 0.5 }"));
        assertThat(added.what()).isEqualTo(What.ADDED);
        assertThat(price(added, "unit").before()).isEmpty();
    }

    @Test
    void a_name_that_a_wildcard_serves_from_now_on_is_a_change_and_one_that_is_denied_is_gone() {
        EntryChange special = PriceDiff.of(
                        Books.with(
                                "  gift:",
                                "  claude-fable: { provider: openai, tokens: { input: 5, output: 15 } }\n  gift:"),
                        Books.BOOK)
                .changes()
                .get(0);
        assertThat(special.what()).isEqualTo(What.CHANGED);
        assertThat(price(special, "input").percent().orElseThrow()).isEqualByComparingTo("-40");
        assertThat(special.terms()).contains(new EntryChange.TermChange("entry", "claude-fable", "claude-*"));
        assertThat(PriceDiff.of(
                                Books.BOOK,
                                Books.with("gift: { provider: openai, free: true }", "gift: { deny: true }"))
                        .changes())
                .extracting(EntryChange::section, EntryChange::what)
                .containsExactly(tuple(Section.BOOK, What.CHANGED), tuple(Section.MODEL, What.REMOVED));
    }

    @Test
    void a_plan_of_one_book_only_pays_what_the_other_books_first_plan_pays() {
        PriceDiff diff = PriceDiff.of(Books.BOOK, Books.with("  partner: { markup: 10% }\n", ""));
        assertThat(diff.changes()).extracting(EntryChange::name).contains("gpt-large", "partner");
        EntryChange large = diff.changes().get(0);
        assertThat(price(large, "input").plans()).containsExactly("partner");
        assertThat(price(large, "input").before().orElseThrow().usd().orElseThrow())
                .isEqualByComparingTo("2.75");
        assertThat(price(large, "input").after().orElseThrow().usd().orElseThrow())
                .isEqualByComparingTo("3");
    }

    @Test
    void terms_of_plans_packages_providers_and_models_are_told_in_words() {
        assertThat(only(Books.with("credits: 10, every: day", "credits: 5, every: month"))
                        .terms())
                .containsExactly(new EntryChange.TermChange(
                        "grant", "10 credits day, unused expire", "5 credits month, unused expire"));
        assertThat(only(Books.with("300/min", "600/min")).terms())
                .containsExactly(new EntryChange.TermChange("requests", "300/min", "600/min"));
        assertThat(only(Books.with("pay: 10", "pay: 10, bonus: 1")).terms())
                .extracting(EntryChange.TermChange::term)
                .containsExactly("credits", "bonus");
        assertThat(only(Books.with("key_env: OPENAI_API_KEY", "key_env: OTHER_KEY"))
                        .section())
                .isEqualTo(Section.PROVIDER);
        assertThat(only(Books.with("aliases: [gpt-latest]", "aliases: [gpt-best]"))
                        .terms())
                .containsExactly(new EntryChange.TermChange("aliases", "gpt-latest", "gpt-best"));
        assertThat(only(Books.with("gpt-small: { ", "gpt-small: { fallbacks: [gpt-latest, claude-5], "))
                        .terms())
                .containsExactly(new EntryChange.TermChange("fallbacks", "", "gpt-latest, claude-5"));
    }

    /** Cached input follows input, and output earns 10% and more. */
    @Test
    void a_confirmed_price_below_cost_tells_what_each_plan_loses() {
        PriceDiff diff = PriceDiff.of(
                Books.BOOK,
                Books.with(
                        "tokens: { input: 3, output: 15 }",
                        "tokens: { input: 2, output: 15 }, cost: { input: 2.30, output: 15 }, confirmed: true"));

        assertThat(diff.losses()).isEqualTo(1);
        EntryChange claude = diff.changes().get(0);
        assertThat(claude.name()).isEqualTo("claude-*");
        assertThat(claude.prices())
                .extracting(PriceChange::kind, PriceChange::plans, PriceChange::loss)
                .containsExactly(
                        tuple("input", List.of("free", "pro"), Optional.empty()),
                        tuple("input", List.of("partner"), Optional.of(new BigDecimal("0.1"))));
    }

    @Test
    void services_in_dollars_and_in_credits_tell_what_is_lost_with_each() {
        PriceBook cheap = Books.with(
                "sms: { unit: 0.0079 }\n  bundle: { credits: 25 }",
                "sms: { unit: 0.005, cost: 0.0075, confirmed: true }\n"
                        + "  bundle: { credits: 20, cost: 2.50, confirmed: true }");
        PriceDiff diff = PriceDiff.of(Books.BOOK, cheap);

        assertThat(diff.losses()).isEqualTo(3);
        assertThat(diff.changes())
                .flatExtracting(EntryChange::prices)
                .extracting(change -> change.loss().orElseThrow().toPlainString(), PriceChange::plans)
                .containsExactly(
                        tuple("0.0015", List.of("free", "pro")),
                        tuple("0.002", List.of("partner")),
                        tuple("0.5", List.of()));
    }

    @Test
    void a_cost_that_rises_above_a_price_that_stays_tells_what_is_lost() {
        PriceDiff model = PriceDiff.of(
                Books.BOOK,
                Books.with(
                        "tokens: { input: 3, output: 15 }",
                        "tokens: { input: 3, output: 15 }, cost: { input: 3, output: 17 }, confirmed: true"));
        assertThat(model.changes()).singleElement().satisfies(claude -> {
            assertThat(claude.prices())
                    .extracting(PriceChange::kind, PriceChange::plans, change -> change.loss()
                            .orElseThrow()
                            .toPlainString())
                    .containsExactly(tuple("output", List.of("partner"), "0.5"));
            assertThat(claude.terms())
                    .extracting(EntryChange.TermChange::term, EntryChange.TermChange::after)
                    .containsExactly(tuple("cost of output", "$17 /1M"));
        });

        PriceBook dear = Books.with("bundle: { credits: 25 }", "bundle: { credits: 25, cost: 3, confirmed: true }");
        PriceDiff service = PriceDiff.of(Books.BOOK, dear);
        assertThat(service.changes())
                .flatExtracting(EntryChange::prices)
                .extracting(change -> change.loss().orElseThrow().toPlainString())
                .containsExactly("0.5");
        assertThat(PriceDiff.of(dear, Books.BOOK).losses()).isZero();
    }

    private static List<String> losses(String before, String after) {
        String head =
                "{ credit: { worth: 1 }, providers: { p: { url: http://x } }, models: { m: { provider: p, confirmed: true, ";
        return PriceDiff.of(
                        PricingFile.read("before.yaml", head + before + " } } }"),
                        PricingFile.read("after.yaml", head + after + " } } }"))
                .changes()
                .stream()
                .flatMap(entry -> entry.prices().stream())
                .filter(price -> price.loss().isPresent())
                .map(price -> price.kind() + " " + price.loss().orElseThrow().toPlainString())
                .toList();
    }

    @Test
    void losses_of_kinds_that_follow_of_large_requests_and_of_bands_are_told() {
        String cost = ", cost: { input: 2.5, cache_write: 3.75, output: 10 }";
        assertThat(losses("tokens: { input: 4, output: 15 }" + cost, "tokens: { input: 3, output: 15 }" + cost))
                .as("a dear kind that follows input")
                .containsExactly("inputCacheWrite 0.75", "inputCacheWrite1h 0.75");

        String bands = "bands: [ { up_to: 100K, input: 2, output: 8 }, { input: 1, output: 4 } ], ";
        assertThat(losses(bands + "cost: { input: 0.9, output: 3 }", bands + "cost: { input: 1.5, output: 3 }"))
                .as("the cheaper band")
                .containsExactly("input>100000 0.5");
        assertThat(losses(bands + "cost: { input: 1.5, output: 3 }", bands + "cost: { input: 1.2, output: 3 }"))
                .as("less is lost than before")
                .isEmpty();
    }

    @Test
    void both_ways_tell_of_the_same_entries() {
        List<PriceBook> books = List.of(
                Books.BOOK,
                Books.with("markup: 20%\nprov", "markup: 25%\nprov"),
                Books.with("sms: { unit: 0.0079 }", "fax: { unit: 1 }"));
        for (PriceBook one : books) {
            for (PriceBook other : books) {
                assertThat(PriceDiff.of(one, other).changes())
                        .extracting(EntryChange::name)
                        .containsExactlyInAnyOrderElementsOf(PriceDiff.of(other, one).changes().stream()
                                .map(EntryChange::name)
                                .toList());
            }
        }
    }

    /** Each pair is a line of a book before and after. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "service_tiers: { priority: 200% } | service_tiers: { priority: 900% }",
                "on_disconnect: drain | on_disconnect: stop",
                "on_crash: charge | on_crash: free",
                "on_silence: stop | on_silence: fall_back",
                "'\"x-*\": { deny: true }' | '\"y-*\": { deny: true }'",
                "minute: 1, round_up: 6 seconds | minute: 1, round_up: 60 seconds",
                "minute: 1, minimum: 6 seconds | minute: 1, minimum: 60 seconds",
                "minute: 1, cost: 0.1 | minute: 1, cost: 0.2",
            })
    void what_moves_money_is_told_whatever_key_it_is(String before, String after) {
        assertThat(PriceDiff.of(book(before), book(after)).isEmpty()).isFalse();
        assertThat(PriceDiff.of(book(before), book(before)).isEmpty()).isTrue();
    }

    private static PriceBook book(String line) {
        boolean provider = line.startsWith("service_tiers") || line.startsWith("on_");
        boolean service = line.startsWith("minute");
        return PricingFile.read(
                "test.yaml",
                "providers: { p: { url: http://p" + (provider ? ", " + line : "") + " } }\n"
                        + "models: { m: { provider: p, tokens: { input: 1, output: 1 } }"
                        + (provider || service ? "" : ", " + line) + " }\n"
                        + "services: { call: { " + (service ? line : "unit: 1") + " } }\n");
    }

    @Test
    void rules_for_rewards_are_told_like_plans() {
        PriceBook with = Books.with(
                "plans:",
                "rewards: { welcome: { credits: 5, expires: 30d }, loyalty: { every: 30d, credits: 2, min_spent: 10 } }\nplans:");
        PriceBook more = Books.with("plans:", "rewards: { welcome: { credits: 6, expires: 30d } }\nplans:");
        PriceDiff diff = PriceDiff.of(with, more);
        assertThat(diff.changes()).extracting(EntryChange::section).containsOnly(Section.REWARD);
        assertThat(diff.changes()).extracting(EntryChange::what).containsExactly(What.CHANGED, What.REMOVED);
        assertThat(diff.changes().get(0).terms()).containsExactly(new TermChange("credits", "5", "6"));
        assertThat(only(more).what()).isEqualTo(What.ADDED);
    }
}
