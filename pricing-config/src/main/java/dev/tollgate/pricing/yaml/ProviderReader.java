package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.yaml.shape.ProviderShape;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code providers}. */
final class ProviderReader {

    private static final Set<String> DIALECTS = Set.of("openai", "anthropic", "gemini", "cohere", "ollama");

    /** Stands for an address that cannot be read; the book is refused, so it is never called. */
    private static final URI NOWHERE = URI.create("http://invalid");

    private ProviderReader() {}

    static Provider read(Section.Entry entry, Section providers) {
        Section section = providers.section(entry);
        Names.check(entry, section.findings());
        section.without(ProviderReader::looksSecret).allow(ProviderShape.class);
        section.require("url", "url: https://api.example.com");
        String dialect = section.parsed("dialect", ProviderReader::dialect).orElse("openai");
        return new Provider(
                entry.key(),
                url(section),
                dialect,
                variable(section, "key_env", "OPENAI_API_KEY"),
                section.flag("force_usage", dialect.equals("openai")),
                takesMaxTokens(section, dialect),
                ServiceTierReader.read(section, dialect),
                ConnectionReader.read(section, dialect),
                VendorUsageReader.read(section, dialect));
    }

    private static boolean takesMaxTokens(Section section, String dialect) {
        section.entry("output_bound")
                .filter(entry -> !dialect.equals("openai"))
                .ifPresent(
                        entry -> section.findings()
                                .add(
                                        entry.keyNode(),
                                        "'output_bound' is for vendors of the openai dialect only; remove it, for it would have no effect"));
        return section.parsed("output_bound", ProviderReader::isMaxTokens).orElse(false);
    }

    private static boolean isMaxTokens(String text) {
        return switch (text) {
            case "max_tokens" -> true;
            case "max_completion_tokens" -> false;
            default -> throw new IllegalArgumentException(
                    quoted(text) + " is unknown; write max_tokens or max_completion_tokens");
        };
    }

    /** An address with a user in it has a password too, which must not come to the log with the message. */
    private static URI url(Section section) {
        Optional<Section.Entry> entry = section.entry("url");
        if (entry.isPresent()
                && section.text("url").filter(text -> text.indexOf('@') >= 0).isPresent()) {
            section.findings()
                    .addSecret(
                            entry.get().value(), "'url' has a user in it; write https://api.example.com and key_env");
            return NOWHERE;
        }
        return section.narrowed("url", Notation::url, Notation::anyUrl).orElse(NOWHERE);
    }

    private static String dialect(String text) {
        if (!DIALECTS.contains(text)) {
            throw new IllegalArgumentException(quoted(text)
                    + " is not supported by this version; write openai, anthropic, gemini, cohere or" + " ollama");
        }
        return text;
    }

    /** What people paste here is often the key itself: it must not come to the log with the message. */
    static Optional<String> variable(Section section, String key, String example) {
        Optional<String> name = section.text(key);
        if (name.isPresent() && !Notation.isVariable(name.get())) {
            section.findings()
                    .addSecret(
                            section.entry(key).orElseThrow().value(),
                            quoted(key) + " is not the name of an environment variable; write " + example
                                    + ", never the key itself");
            return Optional.empty();
        }
        name.ifPresent(variable -> section.warnIfUnset(key, variable));
        return name;
    }

    /** Takes note of keys such as {@code api_key}, whose value is better not shown. */
    private static boolean looksSecret(Section.Entry entry, Findings findings) {
        String key = entry.key().toLowerCase(Locale.ROOT);
        boolean secret = !Keys.of(ProviderShape.class).allow(key) && isSecretWord(key);
        if (secret) {
            findings.addSecret(
                    entry.keyNode(),
                    "unknown key " + quoted(entry.key())
                            + "; keys are never written here, write key_env: with the name of an environment variable");
        }
        return secret;
    }

    static boolean isSecretWord(String word) {
        return word.contains("key") || word.contains("token") || word.contains("secret") || word.contains("password");
    }
}
