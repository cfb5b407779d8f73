package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Models as lines: one each, or a block where a model has tiers. A dated name that says the same as the name without
 * the date repeats it by {@code *anchor}.
 */
final class ModelLines {

    /** What costs as another kind anyway, when nobody says otherwise. */
    private static final Map<TokenKind, TokenKind> RELATION = Map.of(
            TokenKind.INPUT_AUDIO, TokenKind.INPUT,
            TokenKind.INPUT_IMAGE, TokenKind.INPUT,
            TokenKind.OUTPUT_REASONING, TokenKind.OUTPUT,
            TokenKind.OUTPUT_AUDIO, TokenKind.OUTPUT,
            TokenKind.OUTPUT_IMAGE, TokenKind.OUTPUT);

    private final String provider;
    private final Set<String> names;
    private final Map<Map<String, String>, List<ImportedModel>> byPrices = new HashMap<>();
    private final Map<String, ImportedModel> repeated = new HashMap<>();
    private final Map<String, String> anchors = new HashMap<>();

    /** @param names of all models of the file; an alias must be none of them */
    ModelLines(String provider, Set<String> names) {
        this.provider = provider;
        this.names = names;
    }

    /** @param models sorted by name */
    List<String> of(Collection<ImportedModel> models) {
        models.forEach(this::findAnchor);
        return models.stream().flatMap(model -> lines(model).stream()).toList();
    }

    private void findAnchor(ImportedModel model) {
        List<ImportedModel> same = byPrices.computeIfAbsent(members(model), prices -> new ArrayList<>());
        for (ImportedModel earlier : same) {
            if (model.name().startsWith(earlier.name() + "-")) {
                repeated.put(model.name(), earlier);
                anchors.computeIfAbsent(earlier.name(), this::anchor);
                return;
            }
        }
        same.add(model);
    }

    /** Two of one name would make the second one's price that of both. */
    private String anchor(String name) {
        String anchor = name.replaceAll("[^A-Za-z0-9-]", "-");
        while (anchors.containsValue(anchor)) {
            anchor += "-";
        }
        return anchor;
    }

    private List<String> lines(ImportedModel model) {
        String key = "  " + YamlText.name(model.name()) + ":";
        ImportedModel first = repeated.get(model.name());
        if (first != null) {
            boolean same = model.notMapped().equals(first.notMapped());
            return List.of(key + " *" + anchors.get(first.name()) + (same ? "" : remark(model)));
        }
        Map<String, String> members = members(model);
        String head = key + (anchors.containsKey(model.name()) ? " &" + anchors.get(model.name()) : "");
        if (model.tokens().tiers().isEmpty()) {
            return List.of(head + " " + ImportedFile.flow(members) + remark(model));
        }
        List<String> lines = new ArrayList<>(List.of(head + remark(model)));
        members.forEach((word, value) -> lines.add("    " + word + ": " + value));
        return lines;
    }

    private static String remark(ImportedModel model) {
        return model.notMapped().isEmpty()
                ? ""
                : "  " + YamlText.comment("not mapped: " + String.join(", ", model.notMapped()));
    }

    private Map<String, String> members(ImportedModel model) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("provider", provider);
        model.alias()
                .filter(alias -> !names.contains(alias) && YamlText.isModelName(alias))
                .ifPresent(alias -> members.put("aliases", "[" + YamlText.name(alias) + "]"));
        if (model.sellsTokens()) {
            members.put("tokens", tokens(model.tokens()));
        }
        model.tokens()
                .tiers()
                .forEach((above, prices) -> members.put("tokens_above_" + YamlText.count(above), prices(prices)));
        members.putAll(model.units());
        if (!model.request().isEmpty()) {
            Map<String, String> fees = new LinkedHashMap<>();
            model.request().forEach((word, fee) -> fees.put(word, YamlText.money(fee)));
            members.put("request", ImportedFile.flow(fees));
        }
        if (model.confirmed()) {
            members.put("confirmed", "true");
        }
        model.limits().output().ifPresent(most -> members.put("max_output_tokens", Long.toString(most)));
        model.limits().input().ifPresent(most -> members.put("max_input_tokens", Long.toString(most)));
        return members;
    }

    /** In a model with tiers every price is said, for what is left out changes with the tier. */
    private static String tokens(TokenTiers tokens) {
        Map<TokenKind, BigDecimal> said = new EnumMap<>(tokens.base());
        if (tokens.tiers().isEmpty()) {
            said.entrySet().removeIf(price -> {
                TokenKind relation = RELATION.get(price.getKey());
                BigDecimal usual = relation == null ? null : tokens.base().get(relation);
                return usual != null && usual.compareTo(price.getValue()) == 0;
            });
        }
        return prices(said);
    }

    private static String prices(Map<TokenKind, BigDecimal> prices) {
        Map<String, String> words = new LinkedHashMap<>();
        for (TokenField field : TokenField.values()) {
            BigDecimal price = prices.get(field.kind());
            if (price != null) {
                words.put(field.word(), YamlText.money(price));
            }
        }
        return ImportedFile.flow(words);
    }
}
