package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.importer.LiteLlmImport.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The text of what was imported: where it is from, then providers, then models. */
final class ImportedFile {

    private static final int WIDTH = 118;

    private final PriceTable table;
    private final Options options;
    private final List<ProviderImport> imports;
    private final List<String> unknown;
    private final StringBuilder text = new StringBuilder();

    /** @param unknown providers that were asked for and cannot be called */
    ImportedFile(PriceTable table, Options options, List<ProviderImport> imports, List<String> unknown) {
        this.table = table;
        this.options = options;
        this.imports = imports;
        this.unknown = unknown;
    }

    String text() {
        head();
        providers();
        line("models:  # US dollars for a million tokens");
        Set<String> names = new HashSet<>();
        imports.forEach(found -> names.addAll(found.models().keySet()));
        for (ProviderImport found : imports) {
            if (!found.models().isEmpty()) {
                line("  # " + found.provider().name() + ": " + found.models().size() + " models");
                new ModelLines(found.provider().name(), names)
                        .of(found.models().values())
                        .forEach(this::line);
            }
            found.leftOut().forEach((name, why) -> line("  " + YamlText.comment(name + " left out: " + why)));
        }
        return text.toString();
    }

    private void head() {
        comment("Prices of LiteLLM's public table " + table.fileName()
                + options.tableDate().map(day -> " of " + day).orElse("") + ", as read on " + options.today() + ".");
        comment("sha-256 " + table.sha256());
        comment("Written by: " + command());
        comment("Prices change: check them against your providers' price lists before you charge money for them.");
        int deprecated = imports.stream().mapToInt(ProviderImport::deprecated).sum();
        if (deprecated > 0) {
            comment("Left out: " + deprecated
                    + " deprecated models, whose last day has passed; --deprecated takes them in.");
        }
        if (!unknown.isEmpty()) {
            comment("Left out: providers that the gateway cannot call yet: " + String.join(", ", unknown) + ".");
        }
    }

    private String command() {
        List<String> words = new ArrayList<>(List.of("./tollgate pricing import litellm", table.fileName()));
        if (!options.only().isEmpty()) {
            words.add("--only " + String.join(",", options.only()));
        }
        if (!options.models().isEmpty()) {
            words.add("--models '" + String.join(",", options.models()) + "'");
        }
        if (options.deprecated()) {
            words.add("--deprecated");
        }
        if (options.asItStands()) {
            words.add("--as-it-stands");
        }
        options.webSearch().ifPresent(price -> words.add("--web-search " + price.toPlainString()));
        options.tableDate().ifPresent(day -> words.add("--table-date " + day));
        return String.join(" ", words);
    }

    private void providers() {
        line("providers:");
        for (ProviderImport found : imports) {
            KnownProvider.Address address = found.provider().address();
            // Anthropic's streams tell their counts in any case; the reader asks only those of the other dialect.
            boolean unasked = !address.forceUsage() && address.dialect().equals("openai");
            line("  " + found.provider().name() + ": { url: " + address.url() + ", dialect: " + address.dialect()
                    + ", key_env: " + address.keyEnv() + (unasked ? ", force_usage: false" : "")
                    + (found.provider().takesMaxTokens() ? ", output_bound: max_tokens" : "") + " }  "
                    + YamlText.comment(address.documentation()));
        }
        line("");
    }

    /** Broken between words, each line a comment of its own. */
    private void comment(String sentence) {
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
                line(YamlText.comment(line.toString()));
                line.setLength(0);
                line.append("  ").append(word);
            } else {
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
        }
        line(YamlText.comment(line.toString()));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** The names of fields as they are counted in a map, in the order of the file. */
    static String flow(Map<String, String> members) {
        StringBuilder flow = new StringBuilder("{ ");
        members.forEach((key, value) -> flow.append(flow.length() > 2 ? ", " : "")
                .append(key)
                .append(": ")
                .append(value));
        return flow.append(" }").toString();
    }
}
