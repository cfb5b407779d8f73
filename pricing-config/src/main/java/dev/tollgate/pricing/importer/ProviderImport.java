package dev.tollgate.pricing.importer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The models of one provider, by name.
 *
 * @param leftOut why others are not sold, by the table's name
 * @param deprecated how many others the provider answers no longer
 */
record ProviderImport(
        KnownProvider provider,
        TreeMap<String, ImportedModel> models,
        TreeMap<String, String> leftOut,
        int deprecated) {

    static ProviderImport of(KnownProvider provider, PriceTable table, LiteLlmImport.Options options) {
        ProviderImport found = new ProviderImport(provider, new TreeMap<>(), new TreeMap<>(), 0);
        ModelMapping mapping = new ModelMapping(provider, options.webSearch());
        ImageSizes sizes = new ImageSizes();
        int deprecated = 0;
        for (TableEntry entry : table.entries()) {
            if (!provider.isCalled(entry.provider()) || !options.selects(entry.key(), provider.ownName(entry))) {
                continue;
            }
            if (!options.deprecated() && hasPassed(entry, options)) {
                deprecated++;
            } else if (!sizes.take(entry)) {
                found.add(mapping, entry, options.asItStands());
            }
        }
        found.models.replaceAll((name, model) -> sizes.has(name) ? withSizes(model, sizes.flow(name)) : model);
        return new ProviderImport(provider, found.models, found.leftOut, deprecated);
    }

    private static boolean hasPassed(TableEntry entry, LiteLlmImport.Options options) {
        return entry.deprecation().filter(day -> !day.isAfter(options.today())).isPresent();
    }

    /** The table names some models twice, with and without the provider; the one with it is the provider's own. */
    private void add(ModelMapping mapping, TableEntry entry, boolean asItStands) {
        ImportedModel model = mapping.model(entry);
        Optional<String> why = mapping.whyNot(model);
        if (why.isPresent() && asItStands) {
            model = mapping.asItStands(entry);
            why = mapping.cannotBe(model);
        }
        if (why.isPresent()) {
            leftOut.put(entry.key(), because(why.get(), model));
            return;
        }
        ImportedModel before = models.get(model.name());
        // What is taken although it is doubtful never takes the place of what is not.
        boolean counts = before == null
                || (model.confirmed() == before.confirmed() ? before.alias().isEmpty() : before.confirmed());
        if (counts) {
            models.put(model.name(), model);
        }
        if (before != null && !samePrices(before, model)) {
            String counting = counts ? entry.key() : before.alias().orElse(before.name());
            leftOut.put(
                    counts ? before.name() : entry.key(), "named twice; " + counting + " counts, with other prices");
        }
    }

    private static boolean samePrices(ImportedModel one, ImportedModel other) {
        return one.tokens().equals(other.tokens()) && one.request().equals(other.request());
    }

    private static String because(String why, ImportedModel model) {
        return model.notMapped().isEmpty() ? why : why + "; not mapped: " + String.join(", ", model.notMapped());
    }

    private static ImportedModel withSizes(ImportedModel model, String sizes) {
        if (model.sellsTokens()) {
            return model;
        }
        Map<String, String> units = new LinkedHashMap<>(model.units());
        units.put("image", sizes);
        return new ImportedModel(
                model.name(),
                model.alias(),
                model.tokens(),
                model.request(),
                units,
                model.limits(),
                model.notMapped(),
                model.confirmed());
    }

    /** Leaves out what an earlier provider has, and aliases that are the name of another model. */
    void withoutNamesOf(List<ProviderImport> earlier) {
        models.entrySet().removeIf(model -> {
            Optional<String> owner = earlier.stream()
                    .filter(other -> other.models.containsKey(model.getKey()))
                    .map(other -> other.provider.name())
                    .findFirst();
            owner.ifPresent(name ->
                    leftOut.put(model.getValue().alias().orElse(model.getKey()), name + " has a model of this name"));
            return owner.isPresent();
        });
    }
}
