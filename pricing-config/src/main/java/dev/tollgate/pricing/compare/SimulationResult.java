package dev.tollgate.pricing.compare;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What calls of the past would have brought by a new book.
 *
 * @param version of the new book
 * @param total of all calls that it still sells
 * @param models by the name that callers used, services of spends included
 * @param refusals calls that the new book refuses, by model; they are in no other figure
 */
public record SimulationResult(
        String version,
        Figures total,
        Map<String, Figures> models,
        Map<String, Figures> plans,
        Map<String, Figures> accounts,
        Map<String, Figures> operations,
        List<Refused> refusals) {

    /** Why a call would be refused. */
    public enum Reason {
        NO_PRICE("has no price"),
        NOT_IN_PLAN("is not part of the plan"),
        TOOL_WITHOUT_PRICE("used a tool that has no price"),
        COUNTED_OTHERWISE("is counted in another unit"),
        TOO_LARGE("would cost more than any balance can hold");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** What follows the model's name in a sentence. */
        public String words() {
            return words;
        }
    }

    /** @param charged credits that these calls were charged then */
    public record Refused(String model, Reason reason, long calls, BigDecimal charged) {}

    public SimulationResult {
        refusals = List.copyOf(refusals);
    }

    /** Those of a group that pay more, by how much they do, the hardest hit first. */
    public static Map<String, Figures> payingMore(Map<String, Figures> group) {
        Map<String, Figures> hit = new LinkedHashMap<>();
        group.entrySet().stream()
                .filter(each -> each.getValue().rise().signum() > 0)
                .sorted(Comparator.comparing((Map.Entry<String, Figures> each) ->
                                each.getValue().rise())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .forEach(each -> hit.put(each.getKey(), each.getValue()));
        return hit;
    }

    /** So many of a group at most that bring the most by the new book, the largest first. */
    public static Map<String, Figures> earningMost(Map<String, Figures> group, int most) {
        Map<String, Figures> largest = new LinkedHashMap<>();
        group.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Figures> each) ->
                                each.getValue().nowUsd())
                        .thenComparing(each -> each.getValue().now())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .forEach(each -> largest.put(each.getKey(), each.getValue()));
        return largest;
    }

    /** Models that are sold under their cost, by name. */
    public List<String> losing() {
        return models.entrySet().stream()
                .filter(each -> each.getValue().isBelow(BigDecimal.ZERO))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Whether a model is sold under its cost, or less than this share, in percent, is left of the whole. */
    public boolean losesMoney(BigDecimal minMargin) {
        return !losing().isEmpty() || total.isBelow(minMargin);
    }
}
