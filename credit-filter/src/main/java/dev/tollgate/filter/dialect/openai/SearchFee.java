package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.pricing.VendorUsage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fees of vendors that search the web for every request, by the size of the search context. */
final class SearchFee {

    /** Searches that one request of a model that does research may make: an assumption, since no vendor names a bound. */
    private static final long MOST_SEARCHES = 50;

    private static final String LOW = "searchLow";
    private static final String MEDIUM = "searchMedium";
    private static final String HIGH = "searchHigh";

    private SearchFee() {}

    static Map<String, Long> bounds(Intent intent, VendorUsage vendor) {
        boolean chat = intent.operation().name().equals("chat");
        if (!chat || !vendor.searchSizes() && vendor.searches().isEmpty()) {
            return intent.toolBounds();
        }
        Map<String, Long> bounds = new TreeMap<>(intent.toolBounds());
        if (vendor.searchSizes()) {
            bounds.remove(OpenAiTools.WEB_SEARCH);
            bounds.put(intent.searchSize().map(SearchFee::of).orElse(HIGH), 1L);
        }
        if (vendor.searches().isPresent() && intent.trueModel().contains("research")) {
            bounds.put(OpenAiTools.WEB_SEARCH, MOST_SEARCHES);
        }
        return bounds;
    }

    /**
     * The fee of an answer.
     *
     * @param told the size that the answer tells; null: none
     */
    static String charged(Intent intent, @Nullable String told) {
        return of(Optional.ofNullable(told).or(intent::searchSize).orElse("low"));
    }

    /** A size that nobody knows costs as the largest. */
    private static String of(String size) {
        return switch (size) {
            case "low" -> LOW;
            case "medium" -> MEDIUM;
            default -> HIGH;
        };
    }
}
