package dev.tollgate.pricing.compare;

/**
 * Past calls that a change of prices reaches, and how many made them.
 *
 * @param sold what the old book charges for those that both books sell ({@code then}), and what the new one does
 * @param refused how many the new book does not sell any more; they are in no sum
 */
public record Reached(int plans, int accounts, Figures sold, long refused) {

    public long calls() {
        return sold.calls() + refused;
    }
}
