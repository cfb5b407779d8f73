package dev.tollgate.pricing.importer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prices of an entry for other things than tokens. Where a model has prices for tokens its provider counts those, so
 * only models without any are priced so.
 */
final class Units {

    private static final String CHARACTER = "input_cost_per_character";
    private static final List<String> SECOND = List.of("input_cost_per_second", "output_cost_per_second");
    private static final List<String> IMAGE = List.of("output_cost_per_image", "input_cost_per_image");

    /** The decimal places that our file takes; the table divides minutes by 60. */
    private static final int FINEST = 18;

    private Units() {}

    /**
     * Values by key of our file, ready to be written.
     *
     * @param used takes note of the fields that are in it
     */
    static Map<String, String> of(TableEntry entry, Set<String> used) {
        Map<String, String> units = new LinkedHashMap<>();
        if (entry.price(TokenField.INPUT.fields().get(0)).isPresent()) {
            return units;
        }
        String mode = entry.mode();
        if (mode.equals("audio_speech")) {
            dearest(entry, List.of(CHARACTER), used)
                    .ifPresent(price -> units.put("characters", YamlText.money(price.movePointRight(6))));
        }
        if (mode.equals("audio_transcription")) {
            dearest(entry, SECOND, used).ifPresent(price -> units.put("second", YamlText.money(price)));
        }
        if (mode.startsWith("image_")) {
            dearest(entry, IMAGE, used)
                    .ifPresent(price -> units.put("image", "{ other: " + YamlText.money(price) + " }"));
        }
        return units;
    }

    /** The table writes one price in either field, some in both; it is charged once. */
    private static Optional<BigDecimal> dearest(TableEntry entry, List<String> fields, Set<String> used) {
        Optional<BigDecimal> dearest =
                fields.stream().flatMap(field -> entry.price(field).stream()).max(BigDecimal::compareTo);
        dearest.ifPresent(price -> used.addAll(fields));
        return dearest.map(price -> price.scale() > FINEST ? price.setScale(FINEST, RoundingMode.CEILING) : price);
    }
}
