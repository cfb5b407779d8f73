package dev.tollgate.filter.denial;

import java.util.OptionalLong;

/**
 * A rate limit that was reached.
 *
 * @param level whose it is: {@code address}, {@code key}, {@code account}, {@code plan}, …
 * @param measure what it counts: {@code requests_per_minute}, {@code tokens_per_minute}, …
 * @param limit how much it allows; empty where that is not for the caller to know
 * @param remaining how much of it is left
 */
public record ReachedLimit(String level, String measure, OptionalLong limit, OptionalLong remaining) {}
