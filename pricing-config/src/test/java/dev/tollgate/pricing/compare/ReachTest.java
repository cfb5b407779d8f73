package dev.tollgate.pricing.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReachTest {

    private static final PriceBook BOOK = Books.BOOK;

    /** Charged a sum that neither book knows: what a call was charged once tells nothing of this change. */
    private static PastCall call(String account, String plan, String model, String usage, String... answered) {
        return new PastCall(
                Instant.EPOCH,
                account,
                plan,
                "chat",
                false,
                model,
                Optional.empty(),
                UsageNotation.parse(usage),
                List.of(answered).stream()
                        .map(name -> new PastCall.More(name, UsageNotation.parse(usage)))
                        .toList(),
                Credits.ofNanos(77),
                Optional.empty());
    }

    private static PastCall spend(String service, String usage) {
        PastCall call = call("acc_1", "pro", service, usage);
        return new PastCall(
                call.at(),
                call.account(),
                call.plan(),
                PastCall.SPEND,
                false,
                service,
                Optional.empty(),
                call.usage(),
                List.of(),
                call.charged(),
                call.usd());
    }

    private static Reach reach(PriceBook after, PastCall... calls) {
        Reach reach = new Reach(PriceDiff.of(BOOK, after), BOOK, after);
        List.of(calls).forEach(reach::add);
        return reach;
    }

    private static Optional<Reached> entry(Reach reach, PriceBook after, String name) {
        return PriceDiff.of(BOOK, after).changes().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .flatMap(reach::of);
    }

    @Test
    void tells_plans_accounts_calls_and_what_they_pay_by_both_books() {
        PriceBook after = Books.with(
                "gpt-small: { provider: openai, tokens: { input: 1,",
                "gpt-small: { provider: openai, tokens: { input: 2,");
        Reach reach = reach(
                after,
                call("acc_1", "pro", "gpt-small", "in=100000"),
                call("acc_1", "pro", "gpt-small", "in=100000"),
                call("acc_2", "free", "gpt-small", "out=100000"),
                call("acc_3", "free", "gpt-large", "in=100000"));

        Reached small = entry(reach, after, "gpt-small").orElseThrow();
        assertThat(small.calls()).isEqualTo(3);
        assertThat(small.accounts()).isEqualTo(2);
        assertThat(small.plans()).isEqualTo(2);
        assertThat(small.sold().thenUsd()).isEqualByComparingTo("0.36");
        assertThat(small.sold().nowUsd()).isEqualByComparingTo("0.60");
        // Who only wrote pays what it paid: not hit.
        assertThat(reach.total().calls()).isEqualTo(2);
        assertThat(reach.total().accounts()).isEqualTo(1);
        assertThat(reach.total().plans()).isEqualTo(1);
        assertThat(reach.total().sold().rise()).isEqualByComparingTo("0.24");
        assertThat(entry(reach, after, "gpt-large")).isEmpty();
    }

    @Test
    void calls_by_an_alias_or_a_wildcard_are_those_of_its_entry() {
        PriceBook dearer = Books.with(
                "\"claude-*\": { provider: openai, tokens: { input: 3,",
                "\"claude-*\": { provider: openai, tokens: { input: 4,");
        assertThat(entry(reach(dearer, call("acc_1", "pro", "claude-7", "in=5")), dearer, "claude-*"))
                .hasValueSatisfying(reached -> assertThat(reached.calls()).isEqualTo(1));
        PriceBook renamed = Books.with("aliases: [gpt-latest], ", "");
        assertThat(entry(reach(renamed, call("acc_1", "pro", "gpt-latest", "in=5")), renamed, "gpt-large"))
                .hasValueSatisfying(reached -> {
                    assertThat(reached.refused()).isEqualTo(1);
                    assertThat(reached.sold().calls()).isZero();
                });
    }

    @Test
    void a_model_that_goes_refuses_its_calls() {
        PriceBook without = Books.with("\"claude-*\": { provider: openai, tokens: { input: 3, output: 15 } }", "");
        Reach reach =
                reach(without, call("acc_1", "pro", "claude-7", "in=5"), call("acc_2", "partner", "claude-8", "in=5"));
        assertThat(entry(reach, without, "claude-*").orElseThrow().refused()).isEqualTo(2);
        assertThat(reach.total().accounts()).isEqualTo(2);
    }

    @Test
    void a_model_that_worked_within_a_call_of_another_is_reached_too() {
        PriceBook after = Books.with(
                "\"claude-*\": { provider: openai, tokens: { input: 3,",
                "\"claude-*\": { provider: openai, tokens: { input: 4,");
        Reach reach = reach(after, call("acc_1", "pro", "gpt-small", "in=5", "claude-7"));
        assertThat(entry(reach, after, "claude-*").orElseThrow().calls()).isEqualTo(1);
        assertThat(reach.total().calls()).isEqualTo(1);
    }

    @Test
    void a_plan_that_goes_reaches_the_calls_of_its_accounts() {
        PriceBook after = Books.with("partner: { markup: 10% }", "");
        Reach reach = reach(
                after,
                call("acc_1", "partner", "gpt-small", "in=100000"),
                call("acc_2", "pro", "gpt-small", "in=100000"));
        assertThat(entry(reach, after, "partner").orElseThrow().accounts()).isEqualTo(1);
        assertThat(reach.total().accounts()).isEqualTo(1);
    }

    @Test
    void services_are_reached_by_what_apps_spend_on_them_but_not_by_amounts_of_their_own() {
        PriceBook after = Books.with("sms: { unit: 0.0079 }", "sms: { unit: 0.01 }");
        Reach reach = reach(after, spend("sms", "unit=3"), spend("sms", ""));
        assertThat(entry(reach, after, "sms").orElseThrow().calls()).isEqualTo(1);
        assertThat(reach.total().calls()).isEqualTo(1);
    }

    @Test
    void calls_of_a_service_that_is_forwarded_are_those_of_the_service() {
        PriceBook after = Books.with("sms: { unit: 0.0079 }", "sms: { unit: 0.01 }");
        PastCall spent = spend("sms", "unit=3");
        PastCall forwarded = new PastCall(
                spent.at(),
                spent.account(),
                spent.plan(),
                PastCall.SERVICE,
                false,
                "sms",
                Optional.empty(),
                spent.usage(),
                List.of(),
                spent.charged(),
                spent.usd());
        Reach reach = reach(after, forwarded);
        assertThat(entry(reach, after, "sms").orElseThrow().calls()).isEqualTo(1);
        assertThat(reach.total().calls()).isEqualTo(1);
    }

    @Test
    void an_account_on_a_plan_that_the_book_does_not_have_is_on_its_first() {
        PriceBook after =
                Books.with("free: { grant: { credits: 10, every: day } }", "free: { limits: { requests: 5/min } }");
        Reach reach = reach(after, call("acc_1", "forgotten", "gpt-small", "in=5"));
        assertThat(entry(reach, after, "free").orElseThrow().calls()).isEqualTo(1);
    }

    @Test
    void what_the_old_book_does_not_sell_is_nobodys_loss() {
        PriceBook after =
                Books.with("gift: {", "new-1: { provider: openai, tokens: { input: 1, output: 1 } }\n  gift: {");
        Reach reach = reach(after, call("acc_1", "pro", "new-1", "in=5"));
        assertThat(entry(reach, after, "new-1")).isEmpty();
        assertThat(reach.notSold()).isEqualTo(1);
        assertThat(reach.total().calls()).isZero();
    }
}
