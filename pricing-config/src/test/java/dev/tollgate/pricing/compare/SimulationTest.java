package dev.tollgate.pricing.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.compare.SimulationResult.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SimulationTest {

    private static final PriceBook BOOK = Books.BOOK;

    private static PastCall call(String account, String plan, String model, String usage) {
        Usage used = UsageNotation.parse(usage);
        Charge charge = BOOK.tariff(
                        BOOK.model(model).orElseThrow(), BOOK.plan(plan).orElseThrow())
                .price(used);
        return new PastCall(
                Instant.EPOCH,
                account,
                plan,
                "chat",
                false,
                model,
                Optional.empty(),
                used,
                List.of(),
                charge.credits(),
                charge.usd());
    }

    @Test
    void a_call_with_an_own_key_pays_the_fee_again_and_costs_the_platform_nothing() {
        PriceBook book = Books.with("partner: { markup: 10% }", "partner: { markup: 10%, byok: { fee: 5% } }");
        PastCall own = new PastCall(
                Instant.EPOCH,
                "acc_1",
                "partner",
                "chat",
                true,
                "gpt-small",
                Optional.empty(),
                UsageNotation.parse("in=100000"),
                List.of(new PastCall.More("claude-x", UsageNotation.parse("in=100000"))),
                Credits.of(new BigDecimal("0.22")),
                Optional.of(new BigDecimal("0.022")));
        Figures total = simulate(book, own).total();
        // (0.1M x 1 + 0.1M x 3), 5 % of it with a markup of 10 %
        assertThat(total.nowUsd()).isEqualByComparingTo("0.022");
        assertThat(total.thenUsd()).isEqualByComparingTo("0.022");
        assertThat(total.cost()).isEqualByComparingTo("0");
    }

    private static PastCall spend(String service, String usage, String charged) {
        Credits credits = Credits.of(new BigDecimal(charged));
        return new PastCall(
                Instant.EPOCH,
                "acc_1",
                "pro",
                PastCall.SPEND,
                false,
                service,
                Optional.empty(),
                UsageNotation.parse(usage),
                List.of(),
                credits,
                BOOK.usd(credits));
    }

    private static SimulationResult simulate(PriceBook book, PastCall... calls) {
        Simulation simulation = new Simulation(book);
        for (PastCall call : calls) {
            simulation.add(call);
        }
        return simulation.result();
    }

    @Test
    void the_book_that_charged_them_charges_the_same_again() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<PastCall> calls = new ArrayList<>();
        for (int n = 0; n < 2_000; n++) {
            Usage.Builder usage = Usage.builder();
            for (TokenKind kind : TokenKind.values()) {
                usage.tokens(kind, random.nextInt(kind.isInput() ? 90_000 : 9_000));
            }
            String model =
                    List.of("gpt-latest", "gpt-small", "claude-x", "gift").get(random.nextInt(4));
            String plan = List.of("free", "pro", "partner").get(random.nextInt(3));
            calls.add(call("acc_" + random.nextInt(9), plan, model, UsageNotation.write(usage.build())));
        }
        SimulationResult result = simulate(BOOK, calls.toArray(PastCall[]::new));

        assertThat(result.total().calls()).as("seed " + seed).isEqualTo(2_000);
        assertThat(result.total().now()).isEqualByComparingTo(result.total().then());
        assertThat(result.total().rise()).isEqualByComparingTo("0");
        assertThat(result.refusals()).isEmpty();
        for (var group : List.of(result.models(), result.plans(), result.accounts(), result.operations())) {
            assertThat(group.values().stream().map(Figures::now).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .as("seed " + seed)
                    .isEqualByComparingTo(result.total().now());
        }
    }

    @Test
    void tells_revenue_cost_and_margin_and_who_pays_more() {
        SimulationResult result = simulate(
                Books.with("input: 2.50", "input: 5.00"),
                call("acc_1", "pro", "gpt-large", "in=1000000"),
                call("acc_2", "pro", "gpt-large", "in=2000000"),
                call("acc_3", "partner", "gpt-small", "out=1000000"));

        Figures large = Objects.requireNonNull(result.models().get("gpt-large"));
        assertThat(large.calls()).isEqualTo(2);
        assertThat(large.thenUsd()).isEqualByComparingTo("9");
        assertThat(large.nowUsd()).isEqualByComparingTo("18");
        assertThat(large.cost()).isEqualByComparingTo("15");
        assertThat(large.margin().orElseThrow()).isEqualByComparingTo("16.6");
        assertThat(SimulationResult.payingMore(result.accounts()).keySet()).containsExactly("acc_2", "acc_1");
        assertThat(SimulationResult.earningMost(result.accounts(), 2).keySet()).containsExactly("acc_2", "acc_1");
        assertThat(SimulationResult.earningMost(result.accounts(), 3)).hasSize(3);
        assertThat(result.total().rise()).isEqualByComparingTo("9");
        assertThat(result.losesMoney(BigDecimal.ZERO)).isFalse();
        assertThat(result.losesMoney(new BigDecimal("15"))).isFalse();
        assertThat(result.losesMoney(new BigDecimal("17"))).isTrue();
    }

    @Test
    void calls_that_the_new_book_refuses_are_counted_by_name_and_in_no_sum() {
        SimulationResult gone = simulate(
                Books.with("gift: { provider: openai, free: true }", "gift: { deny: true }"),
                call("acc_1", "pro", "gift", "in=5"),
                call("acc_1", "pro", "gift", "in=5"),
                call("acc_1", "pro", "gpt-small", "in=5"));
        assertThat(gone.refusals())
                .containsExactly(new SimulationResult.Refused("gift", Reason.NO_PRICE, 2, new BigDecimal("0E-9")));
        assertThat(gone.total().calls()).isEqualTo(1);
        assertThat(simulate(
                                Books.with("pro: { limits", "pro: { models: [gpt-small], limits"),
                                call("acc_1", "pro", "gpt-large", "in=5"))
                        .refusals())
                .extracting(SimulationResult.Refused::reason)
                .containsExactly(Reason.NOT_IN_PLAN);
        assertThat(simulate(
                                Books.with(", request: { web_search: 0.01 }", ""),
                                call("acc_1", "pro", "gpt-large", "in=5,web_search=1"))
                        .refusals())
                .extracting(SimulationResult.Refused::reason)
                .containsExactly(Reason.TOOL_WITHOUT_PRICE);
    }

    @Test
    void a_usage_that_no_balance_could_hold_is_counted_too() {
        PastCall huge = new PastCall(
                Instant.EPOCH,
                "acc_1",
                "pro",
                "chat",
                false,
                "gpt-small",
                Optional.empty(),
                Usage.builder().tokens(TokenKind.OUTPUT, Long.MAX_VALUE).build(),
                List.of(),
                Credits.ZERO,
                Optional.of(BigDecimal.ZERO));
        assertThat(simulate(BOOK, huge).refusals())
                .extracting(SimulationResult.Refused::reason)
                .containsExactly(Reason.TOO_LARGE);
    }

    @Test
    void services_are_priced_by_the_piece_and_amounts_that_apps_named_stay() {
        SimulationResult result = simulate(
                Books.with("unit: 0.0079", "unit: 0.01"), spend("sms", "unit=10", "0.948"), spend("tip", "", "7"));

        assertThat(Objects.requireNonNull(result.models().get("sms")).now()).isEqualByComparingTo("1.2");
        assertThat(Objects.requireNonNull(result.models().get("tip")).now()).isEqualByComparingTo("7");
        assertThat(result.total().withCost())
                .as("nobody knows what a tip costs")
                .isEqualByComparingTo("0.12");
        assertThat(simulate(Books.with("  sms: { unit: 0.0079 }\n", ""), spend("sms", "unit=1", "0.0948"))
                        .refusals())
                .extracting(SimulationResult.Refused::model)
                .containsExactly("sms");
    }

    @Test
    void another_model_that_answered_or_helped_has_its_own_rates() {
        PastCall asked = call("acc_1", "pro", "gpt-large", "in=100000");
        PastCall helped = new PastCall(
                asked.at(),
                asked.account(),
                asked.plan(),
                asked.operation(),
                asked.ownKey(),
                asked.model(),
                Optional.of("gpt-small"),
                asked.usage(),
                List.of(new PastCall.More("claude-x", UsageNotation.parse("out=1000000"))),
                asked.charged(),
                asked.usd());
        // 0.1M x 1 and 1M x 15, by 1.2
        assertThat(simulate(BOOK, helped).total().nowUsd()).isEqualByComparingTo("18.12");
        PastCall dated = new PastCall(
                asked.at(),
                asked.account(),
                asked.plan(),
                asked.operation(),
                asked.ownKey(),
                asked.model(),
                Optional.of("gpt-large-2026-01-01"),
                asked.usage(),
                List.of(),
                asked.charged(),
                asked.usd());
        assertThat(simulate(BOOK, dated).total().rise()).isEqualByComparingTo("0");
    }

    @Test
    void an_account_on_a_plan_that_is_gone_pays_by_the_first() {
        SimulationResult result = simulate(
                Books.with("  partner: { markup: 10% }\n", ""), call("acc_1", "partner", "gpt-small", "in=100000"));
        assertThat(result.total().thenUsd()).isEqualByComparingTo("0.11");
        assertThat(result.total().nowUsd()).isEqualByComparingTo("0.12");
    }
}
