package dev.tollgate.ledger.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A plan that an account is to have. */
public record PlanChange(long account, PlanTerms terms, When when) {

    /**
     * When a plan begins, and when it ends.
     *
     * @param monthEnd with the account's next month; otherwise now
     * @param until when it ends, for one that begins now; {@link Instant#MAX}: never; absent: at the end that it has, if the
     *     account has the plan already, else never
     * @param invoiced whether what it gives once and each month comes with the invoices that pay for it
     */
    public record When(boolean monthEnd, @Nullable Instant until, boolean invoiced) {

        public static final When NOW = new When(false, null, false);
        public static final When FOR_GOOD = new When(false, Instant.MAX, false);
        public static final When MONTH_END = new When(true, null, false);

        public static When until(Instant until) {
            return new When(false, until, false);
        }

        /** For a plan that is paid for until then by invoices. */
        public static When paidUntil(Instant until) {
            return new When(false, until, true);
        }

        @Nullable
        String end() {
            return until == null || !until.equals(Instant.MAX) ? text() : "infinity";
        }

        private @Nullable String text() {
            return until == null ? null : until.toString();
        }
    }

    /**
     * @param was the plan before
     * @param changed whether anything is another now: the plan, its end, or what follows it
     */
    public record Result(String was, boolean changed, AccountPlan now) {}
}
