package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which price is paid for, whatever the subscription's price is by now. */
final class PaidTimeTest {

    private static final Duration GRACE = Duration.ofDays(3);
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    private static final PlanPrice BASIC = price("basic", 1000, Period.ofMonths(1));
    private static final PlanPrice PRO = price("pro", 4000, Period.ofMonths(1));
    private static final PlanPrice PRO_YEARLY = price("pro-yearly", 40_000, Period.ofYears(1));
    private static final Map<String, PlanPrice> PRICES = Map.of("basic", BASIC, "pro", PRO, "pro-yearly", PRO_YEARLY);

    private static PlanPrice price(String plan, long cents, Period every) {
        return new PlanPrice(plan, plan, cents, every, Credits.of(new BigDecimal(100)), false, "");
    }

    private static PaidInvoice paid(PaidInvoice.Line... lines) {
        return new PaidInvoice("in", 0, 0, List.of(), List.of(lines));
    }

    private static PaidInvoice.Line line(PlanPrice price, long cents, boolean part, Instant from) {
        return new PaidInvoice.Line("il", price.id(), cents, cents, 1, part, from, END);
    }

    private static PaidInvoice.Line whole(PlanPrice price) {
        return line(price, price.cents(), false, BEGIN);
    }

    private static String at(Instant now, PlanPrice current, PaidInvoice... invoices) {
        return PaidTime.at(now, current, List.of(invoices), PRICES, GRACE)
                .map(it -> it.price().plan() + " until " + it.until())
                .orElse("none");
    }

    @Test
    void a_payment_may_be_late_by_the_grace() {
        assertThat(at(END.plus(GRACE).minusSeconds(1), BASIC, paid(whole(BASIC))))
                .isEqualTo("basic until 2026-12-04T00:00:00Z");
        assertThat(at(END.plus(GRACE), BASIC, paid(whole(BASIC)))).isEqualTo("none");
    }

    @Test
    void nothing_is_paid_for_without_an_invoice() {
        assertThat(at(BEGIN, PRO)).isEqualTo("none");
    }

    @Test
    void a_dearer_price_that_nobody_has_paid_for_yet_gives_nothing() {
        assertThat(at(BEGIN, PRO, paid(whole(BASIC)))).startsWith("basic");
    }

    @Test
    void a_cheaper_price_counts_at_once_because_the_difference_comes_back() {
        assertThat(at(BEGIN, BASIC, paid(whole(PRO)))).startsWith("basic");
        assertThat(at(BEGIN, PRO_YEARLY, paid(whole(PRO)))).startsWith("pro until");
        assertThat(at(BEGIN, PRO, paid(whole(PRO_YEARLY)))).startsWith("pro-yearly");
    }

    @Test
    void what_was_given_back_is_paid_for_no_more() {
        PaidInvoice up = paid(line(BASIC, -500, true, BEGIN), line(PRO, 2000, true, BEGIN));
        PaidInvoice down = paid(line(PRO, -2000, true, BEGIN), line(BASIC, 500, true, BEGIN));
        assertThat(at(BEGIN, PRO, paid(whole(BASIC)), up)).startsWith("pro");
        assertThat(at(BEGIN, PRO, paid(whole(BASIC)), up, down)).startsWith("basic");
    }

    @Test
    void a_change_at_the_very_end_brings_no_grace_for_nothing() {
        Instant late = END.minusSeconds(60);
        PaidInvoice up = paid(line(PRO, 1, true, late));
        assertThat(at(late, PRO, paid(whole(BASIC)), up)).isEqualTo("pro until " + END.plusSeconds(60));
        assertThat(at(END.plusSeconds(60), PRO, paid(whole(BASIC)), up)).startsWith("basic until");
        PaidInvoice nothing = paid(line(PRO, 0, true, late));
        assertThat(at(late, PRO, paid(whole(BASIC)), nothing)).startsWith("basic");
    }

    @Test
    void a_trial_is_time_that_need_not_be_paid_for() {
        assertThat(at(BEGIN, PRO, paid(line(PRO, 0, false, BEGIN)))).startsWith("pro");
    }

    @Test
    void shares_of_a_payment_add_up_to_it() {
        PaidInvoice invoice = new PaidInvoice(
                "in",
                1000,
                1000,
                List.of("pi"),
                List.of(line(BASIC, 333, true, BEGIN), line(PRO, 333, true, BEGIN), line(PRO, 334, true, BEGIN)));
        assertThat(invoice.shares()).containsExactly(333L, 333L, 334L);
        assertThat(new PaidInvoice("in", 1, 1000, List.of("pi"), invoice.lines()).shares())
                .containsExactly(0L, 0L, 1L);
    }
}
