package dev.tollgate.pricing;

import java.util.Optional;

/**
 * What is peculiar to the usage that a vendor of the OpenAI format tells. Names are those of fields below the usage
 * object, with dots between: {@code cost.total_cost}.
 *
 * @param at where the usage object stands, beside the usual place
 * @param reasoning how reasoning tokens relate to the output of chats
 * @param cached tells the cached part of the input, beside the usual names
 * @param citations tells input that is added to the prompt
 * @param searches tells how often the web was searched, each for the fee {@code web_search}
 * @param searchSizes whether each request has a fee by its search context: {@code search_low}, {@code search_medium},
 *     {@code search_high}
 * @param cost tells what the vendor bills the platform
 */
public record VendorUsage(
        Optional<String> at,
        Reasoning reasoning,
        Optional<String> cached,
        Optional<String> citations,
        Optional<String> searches,
        boolean searchSizes,
        Optional<Cost> cost) {

    /** As OpenAI tells it. */
    public static final VendorUsage USUAL = new VendorUsage(
            Optional.empty(),
            Reasoning.INSIDE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());

    /** How reasoning tokens relate to the told output. */
    public enum Reasoning {
        /** A part of it. */
        INSIDE,
        /** Beside it. */
        ADDED,
        /** Told by nothing but the total: the output is what the total has beyond the input. */
        TOTAL
    }

    /**
     * @param at the field
     * @param perDollar how much of it is a US dollar
     */
    public record Cost(String at, long perDollar) {}
}
