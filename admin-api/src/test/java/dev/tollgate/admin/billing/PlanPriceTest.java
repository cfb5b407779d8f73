package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.billing.SeenPrice;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.Period;
import org.junit.jupiter.api.Test;

/** How many credits come with a part of a period. */
final class PlanPriceTest {

    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant HALF = Instant.parse("2026-11-16T00:00:00Z");
    private static final Instant THIRD_LEFT = Instant.parse("2026-11-21T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    /** $30 for 300 credits, each of thirty days. */
    private static final PlanPrice MONTHLY = price(3000, Period.ofMonths(1));

    private static PlanPrice price(long cents, Period every) {
        return new PlanPrice("price", "pro", cents, every, Credits.of(new BigDecimal(300)), false, "");
    }

    private static PaidInvoice.Line part(Instant from, long cents) {
        return new PaidInvoice.Line("il", "price", cents, cents, 1, true, from, END);
    }

    private static String credits(PlanPrice price, PaidInvoice.Line line) {
        return price.credits(line).toString();
    }

    @Test
    void a_price_that_nothing_names_any_more_keeps_its_credits_as_it_did() {
        SeenPrice seen = new SeenPrice("price", "pro", 3000, Credits.of(new BigDecimal(300)), true);
        PlanPrice nameless = new PlanPrice("price", "", 3000, Period.ofMonths(1), Credits.ZERO, false, "");
        PlanPrice saying = nameless.with(Credits.of(new BigDecimal(70)), true);
        assertThat(nameless.remembering(seen).kept()).isTrue();
        assertThat(saying.remembering(seen).kept()).isTrue();
        assertThat(nameless.with(Credits.of(new BigDecimal(70)), false)
                        .remembering(seen)
                        .kept())
                .isFalse();
    }

    @Test
    void a_part_of_a_period_gives_that_part() {
        assertThat(credits(MONTHLY, part(HALF, 1500))).isEqualTo("150");
        assertThat(credits(MONTHLY, part(THIRD_LEFT, 1000))).isEqualTo("100");
        assertThat(credits(MONTHLY, part(BEGIN, 3000))).isEqualTo("300");
    }

    @Test
    void a_coupon_makes_a_part_cheaper_and_gives_the_same() {
        assertThat(credits(MONTHLY, part(HALF, 750))).isEqualTo("150");
        assertThat(credits(MONTHLY, part(HALF, 1))).isEqualTo("150");
    }

    @Test
    void a_part_that_costs_nothing_gives_nothing() {
        assertThat(credits(MONTHLY, part(HALF, 0))).isEqualTo("0");
        assertThat(credits(MONTHLY, part(END, 0))).isEqualTo("0");
    }

    @Test
    void what_is_given_back_is_worth_as_much_as_what_was_bought() {
        assertThat(credits(MONTHLY, part(HALF, -1500))).isEqualTo("150");
        assertThat(credits(MONTHLY, part(HALF, -750))).isEqualTo("150");
    }

    @Test
    void parts_of_a_cent_are_rounded_as_stripe_does_and_no_more_than_all_is_given() {
        assertThat(credits(price(1000, Period.ofMonths(1)), part(THIRD_LEFT, 333)))
                .isEqualTo("99.9");
        assertThat(credits(MONTHLY, part(BEGIN.minusSeconds(86_400), 9000))).isEqualTo("300");
    }

    @Test
    void a_years_part_is_counted_by_its_days() {
        PlanPrice yearly = price(36_500, Period.ofYears(1));
        Instant tenthLeft = END.minusSeconds(86_400L * 73 / 2);
        assertThat(credits(yearly, part(tenthLeft, 3650))).isEqualTo("30");
    }

    @Test
    void several_give_so_many_times_as_much() {
        PaidInvoice.Line two = new PaidInvoice.Line("il", "price", 3000, 3000, 2, true, HALF, END);
        assertThat(credits(MONTHLY, two)).isEqualTo("300");
        PaidInvoice.Line whole = new PaidInvoice.Line("il", "price", 4500, 6000, 2, false, BEGIN, END);
        assertThat(credits(MONTHLY, whole)).isEqualTo("600");
    }
}
