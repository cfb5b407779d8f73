package dev.tollgate.pricing.importer;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * One entry of the table. Its authors write most numbers as numbers, some as texts, some as null, and counts with a
 * decimal point here and there.
 *
 * @param key the model's name there, often with the provider's in front of it
 * @param provider the table's name of the provider
 */
record TableEntry(String key, String provider, JsonNode fields) {

    /** Far beyond any price; keeps a number such as 1e999999999 from being written out. */
    private static final int MOST_DIGITS = 40;

    private static final BigDecimal MOST_TOKENS = new BigDecimal(1_000_000_000);

    /** {@code chat}, {@code responses}, {@code embedding}, {@code image_generation}, …; empty where it does not say. */
    String mode() {
        return fields.path("mode").asString("");
    }

    /** US dollars for one; a price of zero is none, for it mostly stands for one that nobody has filled in. */
    Optional<BigDecimal> price(String field) {
        return number(fields.path(field)).filter(price -> price.signum() > 0);
    }

    /** The dearest of the prices that stand below a field, such as those of a web search by its size. */
    Optional<BigDecimal> dearest(String field) {
        return fields.path(field)
                .valueStream()
                .flatMap(value -> number(value).stream())
                .filter(price -> price.signum() > 0)
                .max(BigDecimal::compareTo);
    }

    OptionalLong count(String field) {
        return number(fields.path(field))
                .filter(count -> count.signum() > 0
                        && count.compareTo(MOST_TOKENS) < 0
                        && count.stripTrailingZeros().scale() <= 0)
                .map(count -> OptionalLong.of(count.longValueExact()))
                .orElse(OptionalLong.empty());
    }

    boolean says(String field) {
        return fields.path(field).asBoolean(false);
    }

    boolean lists(String field, String value) {
        return StreamSupport.stream(fields.path(field).spliterator(), false)
                .anyMatch(item -> value.equals(item.asString("")));
    }

    /** The day from which the provider answers it no longer. */
    Optional<LocalDate> deprecation() {
        try {
            return Optional.of(LocalDate.parse(fields.path("deprecation_date").asString("")));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    Stream<Map.Entry<String, JsonNode>> properties() {
        return fields.propertyStream();
    }

    static Optional<BigDecimal> number(JsonNode value) {
        try {
            if (value.isNumber()) {
                return Optional.of(value.decimalValue()).filter(TableEntry::reasonable);
            }
            return value.isString()
                    ? Optional.of(new BigDecimal(value.stringValue())).filter(TableEntry::reasonable)
                    : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static boolean reasonable(BigDecimal number) {
        return number.precision() <= MOST_DIGITS && Math.abs(number.scale()) <= MOST_DIGITS;
    }
}
