package dev.tollgate.admin.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.DailyCredits;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanCreditsTest {

    private static final Account ACCOUNT = new Account(7, "acc_7", "seven@example.com", "free");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final Instant NOW = Instant.parse("2026-01-31T22:15:00Z");

    private static Plan plan(Plan.Every every, boolean unusedExpire) {
        Plan.Grant grant = new Plan.Grant(Credits.of(BigDecimal.TEN), every, unusedExpire);
        return new Plan("free", List.of(grant), Plan.Limits.NONE, List.of());
    }

    private static GrantRequest grant(Plan.Every every, boolean unusedExpire) {
        return PlanCredits.grants(ACCOUNT, plan(every, unusedExpire), NOW).get(0);
    }

    @Test
    void gives_what_is_given_once_for_good_under_a_reference_of_plan_and_account() {
        GrantRequest given = grant(Plan.Every.ONCE, true);
        assertThat(given.account()).isEqualTo(7);
        assertThat(given.amount()).hasToString("10");
        assertThat(given.source()).isEqualTo(GrantRequest.Source.PLAN);
        assertThat(given.reference()).isEqualTo("plan:free:acc_7");
        assertThat(given.terms().expiresAt()).isNull();
    }

    @Test
    void leaves_the_credits_of_a_day_to_the_ledger() {
        Plan daily = plan(Plan.Every.DAY, true);
        assertThat(PlanCredits.grants(ACCOUNT, daily, NOW)).isEmpty();
        assertThat(PlanCredits.daily(daily, TOKYO))
                .contains(new DailyCredits(Credits.of(BigDecimal.TEN), TOKYO, false));
        assertThat(PlanCredits.daily(plan(Plan.Every.DAY, false), TOKYO))
                .contains(new DailyCredits(Credits.of(BigDecimal.TEN), TOKYO, true));
    }

    @Test
    void lets_the_credits_of_a_month_expire_a_month_later_unless_they_are_kept() {
        assertThat(grant(Plan.Every.MONTH, true).terms().expiresAt()).isEqualTo("2026-02-28T22:15:00Z");
        assertThat(grant(Plan.Every.MONTH, false).terms().expiresAt()).isNull();
    }

    @Test
    void gives_each_of_several_grants_once_under_a_reference_of_its_own() {
        Plan plan = new Plan(
                "pro",
                List.of(
                        new Plan.Grant(Credits.of(BigDecimal.ONE), Plan.Every.DAY, true),
                        new Plan.Grant(Credits.of(BigDecimal.TEN), Plan.Every.ONCE, false),
                        new Plan.Grant(Credits.of(BigDecimal.valueOf(2)), Plan.Every.MONTH, true)),
                Plan.Limits.NONE,
                List.of());
        assertThat(PlanCredits.daily(plan, TOKYO)).contains(new DailyCredits(Credits.of(BigDecimal.ONE), TOKYO, false));
        assertThat(PlanCredits.grants(ACCOUNT, plan, NOW))
                .extracting(GrantRequest::reference)
                .containsExactly("plan:pro:acc_7", "plan:pro:acc_7:month");
    }

    @Test
    void gives_nothing_for_a_plan_without_credits() {
        Plan plan = new Plan("free", List.of(), Plan.Limits.NONE, List.of());
        assertThat(PlanCredits.grants(ACCOUNT, plan, NOW)).isEmpty();
        assertThat(PlanCredits.daily(plan, TOKYO)).isEmpty();
    }
}
