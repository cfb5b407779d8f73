package dev.tollgate.pricing.importer;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Entries such as {@code hd/1024-x-1024/dall-e-3}: one model's price for a picture of one size and quality. */
final class ImageSizes {

    private static final Pattern SIZED = Pattern.compile("(?:[a-z_]+/)??(?:([a-z]+)/)?(\\d{2,5})-x-(\\d{2,5})/([^/]+)");

    private static final List<String> PICTURE = List.of("output_cost_per_image", "input_cost_per_image");
    private static final List<String> PIXEL = List.of("output_cost_per_pixel", "input_cost_per_pixel");

    private final Map<String, Map<String, BigDecimal>> byModel = new TreeMap<>();

    /** Takes the entry if it is one of these. */
    boolean take(TableEntry entry) {
        Matcher sized = SIZED.matcher(entry.key());
        if (!sized.matches()) {
            return false;
        }
        String quality =
                Optional.ofNullable(sized.group(1)).map(word -> word + "-").orElse("");
        long pixels = Long.parseLong(sized.group(2)) * Long.parseLong(sized.group(3));
        dearest(entry, PICTURE)
                .or(() -> dearest(entry, PIXEL).map(price -> price.multiply(BigDecimal.valueOf(pixels))))
                .ifPresent(price -> byModel.computeIfAbsent(sized.group(4), model -> new TreeMap<>())
                        .put(quality + sized.group(2) + "x" + sized.group(3), price));
        return true;
    }

    private static Optional<BigDecimal> dearest(TableEntry entry, List<String> fields) {
        return fields.stream().flatMap(field -> entry.price(field).stream()).max(BigDecimal::compareTo);
    }

    boolean has(String model) {
        return byModel.containsKey(model);
    }

    /** The prices of a model, to be written; a size that the table does not know costs as the dearest. */
    String flow(String model) {
        Map<String, BigDecimal> sizes = byModel.getOrDefault(model, Map.of());
        BigDecimal other = sizes.values().stream().max(BigDecimal::compareTo).orElseThrow();
        return Stream.concat(sizes.entrySet().stream(), Stream.of(Map.entry("other", other)))
                .map(size -> size.getKey() + ": " + YamlText.money(size.getValue()))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }
}
