package dev.tollgate.filter.limit;

import dev.tollgate.pricing.Plan.Limits;

/**
 * Somebody or something that is held to limits. Other limits make another subject, so that a new plan starts with a full
 * minute.
 *
 * @param name tells it from others of its level: an address, a number, the name of a plan
 */
public record Subject(Level level, String name, Limits limits) {

    boolean isLimited() {
        return !limits.equals(Limits.NONE);
    }
}
