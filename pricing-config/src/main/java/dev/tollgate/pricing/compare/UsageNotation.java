package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A usage as people write it: {@code in=1200,cached=800,out=300,web_search=1}. Tokens are called as in
 * {@code pricing.yaml} ({@code in} and {@code out} for short) and are counted once each: {@code in} leaves out what is
 * cached. Then the tools of {@code pricing.yaml}, and {@code unit} for pieces of a service; other tools and units are
 * {@code tool:NAME} and {@code unit:NAME}. {@code tier=NAME} is the provider's tier of service, where it is not the
 * standard one.
 */
public final class UsageNotation {

    /** Of a service: how many of it. */
    public static final String PIECES = "unit";

    private static final String TIER = "tier";
    private static final String TOOL = "tool:";
    private static final String UNIT = "unit:";
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");
    private static final Pattern NAME = Pattern.compile("[^,;={}\\s]+");
    private static final Map<TokenKind, String> SHORT = Map.of(
            TokenKind.INPUT, "in",
            TokenKind.OUTPUT, "out",
            TokenKind.INPUT_CACHED, "cached",
            TokenKind.INPUT_CACHE_WRITE, "cache_write",
            TokenKind.INPUT_CACHE_WRITE_1H, "cache_write_1h",
            TokenKind.INPUT_AUDIO, "audio_input",
            TokenKind.INPUT_IMAGE, "image_input",
            TokenKind.OUTPUT_REASONING, "reasoning",
            TokenKind.OUTPUT_AUDIO, "audio_output",
            TokenKind.OUTPUT_IMAGE, "image_output");
    private static final Map<String, TokenKind> TOKENS = tokens();
    private static final Map<String, String> TOOLS = new TreeMap<>(Map.of(
            "web_search", "webSearch",
            "search_low", "searchLow",
            "search_medium", "searchMedium",
            "search_high", "searchHigh",
            "file_search", "fileSearch",
            "code_session", "codeSession",
            "image_generation", "imageGeneration"));

    private UsageNotation() {}

    private static Map<String, TokenKind> tokens() {
        Map<String, TokenKind> tokens = new HashMap<>();
        for (TokenKind kind : TokenKind.values()) {
            tokens.put(kind.name().toLowerCase(Locale.ROOT), kind);
            tokens.put(kind.jsonName(), kind);
        }
        SHORT.forEach((kind, word) -> tokens.put(word, kind));
        return tokens;
    }

    /**
     * Reads a usage; an empty text is none.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static Usage parse(String text) {
        Map<TokenKind, Long> tokens = new HashMap<>();
        Map<String, Long> tools = new HashMap<>();
        Map<String, Long> units = new HashMap<>();
        Optional<String> tier = Optional.empty();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] words = part.strip().split("=", -1);
            if (words.length == 2
                    && words[0].equals(TIER)
                    && NAME.matcher(words[1]).matches()
                    && tier.isEmpty()) {
                tier = Optional.of(words[1]);
                continue;
            }
            if (words.length != 2
                    || !COUNT.matcher(words[1]).matches()
                    || !NAME.matcher(words[0]).matches()) {
                throw new IllegalArgumentException(
                        "'" + part.strip() + "' is not a part of a usage; write in=1200,cached=800,out=300");
            }
            Long before = counted(words[0], Long.parseLong(words[1]), tokens, tools, units);
            if (before != null) {
                throw new IllegalArgumentException("'" + words[0] + "' is given twice; write each count once");
            }
        }
        return new Usage(tokens, tools, units, tier);
    }

    private static @Nullable Long counted(
            String name, long count, Map<TokenKind, Long> tokens, Map<String, Long> tools, Map<String, Long> units) {
        TokenKind kind = TOKENS.get(name);
        if (kind != null) {
            return tokens.put(kind, count);
        }
        String tool = name.startsWith(TOOL) ? name.substring(TOOL.length()) : TOOLS.get(name);
        if (tool != null) {
            return tools.put(tool, count);
        }
        if (name.equals(PIECES) || name.startsWith(UNIT)) {
            return units.put(name.equals(PIECES) ? PIECES : name.substring(UNIT.length()), count);
        }
        throw new IllegalArgumentException("'" + name + "' is no kind of usage; there are "
                + String.join(", ", new TreeMap<>(SHORT).values()) + ", " + String.join(", ", TOOLS.keySet())
                + ", unit, and tool:NAME or unit:NAME for others");
    }

    /** What {@link #parse} reads as the same usage, but for a tier of service that no notation can name. */
    public static String write(Usage usage) {
        Map<String, Long> parts = new LinkedHashMap<>();
        usage.tokens().forEach((kind, count) -> parts.put(SHORT.getOrDefault(kind, kind.jsonName()), count));
        usage.tools().forEach((name, count) -> parts.put(word(name), count));
        usage.units().forEach((name, count) -> parts.put(name.equals(PIECES) ? name : UNIT + name, count));
        return Stream.concat(
                        parts.entrySet().stream().map(part -> part.getKey() + "=" + part.getValue()),
                        usage.serviceTier().stream()
                                .filter(tier -> NAME.matcher(tier).matches())
                                .map(tier -> TIER + "=" + tier))
                .collect(Collectors.joining(","));
    }

    private static String word(String tool) {
        return TOOLS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(tool))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(TOOL + tool);
    }
}
