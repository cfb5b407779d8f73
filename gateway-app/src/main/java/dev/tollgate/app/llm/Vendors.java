package dev.tollgate.app.llm;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whom callers mean by the name of a provider: one of the price book by its name there, else all that are known by it. */
final class Vendors {

    /** Names of one vendor, of its models and of the dialect that its models alone speak. */
    private static final List<Set<String>> SAME = List.of(
            Set.of("anthropic", "claude"),
            Set.of("gemini", "google"),
            Set.of("xai", "grok"),
            Set.of("mistral", "mistralai"),
            Set.of("cohere", "command"),
            Set.of("ollama"));

    private Vendors() {}

    /** The names of the providers that are meant; empty: nobody is called so. */
    static Set<String> meant(PriceBook book, String asked) {
        String name = asked.toLowerCase(Locale.ROOT);
        Set<String> exact = named(book, provider -> lower(provider.name()).equals(name));
        return exact.isEmpty() ? named(book, provider -> areSame(name, provider)) : exact;
    }

    private static boolean areSame(String name, Provider provider) {
        return SAME.stream()
                .filter(names -> names.contains(name))
                .anyMatch(names -> names.contains(lower(provider.name())) || names.contains(lower(provider.dialect())));
    }

    private static Set<String> named(PriceBook book, Predicate<Provider> wanted) {
        return book.providers().values().stream()
                .filter(wanted)
                .map(Provider::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
