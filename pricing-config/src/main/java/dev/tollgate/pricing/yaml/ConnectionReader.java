package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.ProviderConnection;
import dev.tollgate.pricing.ProviderConnection.Auth;
import dev.tollgate.pricing.ProviderConnection.AuthKind;
import dev.tollgate.pricing.ProviderConnection.Timeouts;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.ProviderShape;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads how one of {@code providers} is called. */
final class ConnectionReader {

    private ConnectionReader() {}

    static ProviderConnection read(Section provider, String dialect) {
        Timeouts timeouts =
                provider.section("timeouts").map(ConnectionReader::timeouts).orElse(Timeouts.NONE);
        return new ProviderConnection(
                auth(provider, dialect),
                provider.section("headers").map(ConnectionReader::headers).orElse(Map.of()),
                timeouts,
                provider.parsed("on_disconnect", ConnectionReader::drains).orElse(true),
                provider.parsed("on_crash", ConnectionReader::charges).orElse(true),
                fallsBackOnSilence(provider, timeouts),
                CallPathsReader.read(provider));
    }

    private static Auth auth(Section provider, String dialect) {
        Optional<String> user = ProviderReader.variable(provider, "user_env", "TELCO_USER");
        Optional<String> name = provider.parsed("auth_name", ConnectionReader::headerName);
        Auth usual = Auth.of(dialect);
        Optional<AuthKind> said = provider.parsed("auth", ConnectionReader::kind);
        if (said.isEmpty() && provider.has("auth")) {
            return usual;
        }
        AuthKind kind = said.orElse(usual.kind());
        if (provider.has("auth") && kind == AuthKind.HEADER) {
            provider.require("auth_name", "auth_name: x-api-key, the header that carries the key");
        }
        if (kind == AuthKind.BASIC) {
            provider.require("user_env", "user_env: with the environment variable of the user");
        }
        if (kind == AuthKind.BASIC || provider.has("auth") && kind == AuthKind.HEADER) {
            provider.require("key_env", "key_env: with the environment variable of the key or password");
        }
        refuse(provider, "auth_name", kind != AuthKind.HEADER, "only 'auth: header' has a name");
        refuse(provider, "user_env", kind != AuthKind.BASIC, "only 'auth: basic' has a user");
        refuse(provider, "key_env", kind == AuthKind.NONE, "'auth: none' sends no key");
        String header = kind == AuthKind.HEADER ? name.orElse(usual.header()) : "";
        return new Auth(kind, header, user);
    }

    private static void refuse(Section provider, String key, boolean wrong, String why) {
        provider.entry(key).filter(entry -> wrong).ifPresent(entry -> provider.findings()
                .add(entry.keyNode(), quoted(key) + " has no use here, " + why + "; remove one of the two"));
    }

    private static AuthKind kind(String text) {
        return switch (text) {
            case "bearer" -> AuthKind.BEARER;
            case "token" -> AuthKind.TOKEN;
            case "header" -> AuthKind.HEADER;
            case "basic" -> AuthKind.BASIC;
            case "none" -> AuthKind.NONE;
                // A key in an address would come to logs on its way.
            case "query" -> throw new IllegalArgumentException(
                    "'query' would write the key into logs; write bearer, token, header, basic or none");
            default -> throw new IllegalArgumentException(
                    quoted(text) + " is unknown; write bearer, token, header, basic or none");
        };
    }

    private static String headerName(String text) {
        if (!Form.KEY_HEADER.fits(text)) {
            throw new IllegalArgumentException(
                    quoted(text) + " is not a header that can carry a key; write a name such as x-api-key");
        }
        return text;
    }

    private static Map<String, String> headers(Section section) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            if (isAllowed(entry, section)) {
                section.parsed(entry, ConnectionReader::headerText).ifPresent(text -> headers.put(entry.key(), text));
            }
        }
        return headers;
    }

    private static boolean isAllowed(Section.Entry entry, Section section) {
        if (!Form.TOKEN.fits(entry.key())) {
            section.findings()
                    .add(entry.keyNode(), quoted(entry.key()) + " is not the name of a header; write x-title");
        } else if (!(entry.value() instanceof MappingNode) && looksSecret(entry.key())) {
            section.findings()
                    .addSecret(
                            entry.keyNode(),
                            "the header " + quoted(entry.key())
                                    + " looks like a secret; keys are never written here, write auth: header, auth_name"
                                    + " and key_env");
        } else if (!Form.KEY_HEADER.fits(entry.key())) {
            section.findings()
                    .add(
                            entry.keyNode(),
                            "the header " + quoted(entry.key()) + " is written by the gateway; remove it here");
        } else if (entry.value() instanceof MappingNode) {
            section.findings()
                    .add(
                            entry.keyNode(),
                            "a header is one line of text; the key itself is sent by 'auth: header', auth_name and"
                                    + " key_env");
        } else {
            return true;
        }
        return false;
    }

    private static boolean looksSecret(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return ProviderReader.isSecretWord(name) || name.contains("auth") || name.contains("cookie");
    }

    private static String headerText(String text) {
        if (!Form.HEADER_TEXT.fits(text)) {
            throw new IllegalArgumentException(
                    "this cannot be a header; write one line of ASCII, at most 1000 characters");
        }
        return text;
    }

    private static Timeouts timeouts(Section section) {
        section.allow(ProviderShape.Timeouts.class);
        return new Timeouts(
                section.parsed("connect", Notation::duration),
                section.parsed("first_byte", Notation::duration),
                section.parsed("idle", Notation::duration),
                section.parsed("total", Notation::duration));
    }

    private static boolean drains(String text) {
        return switch (text) {
            case "drain" -> true;
            case "stop" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write drain or stop");
        };
    }

    /** Without a bound of its own a silence lasts as long as any call may be tried. */
    private static boolean fallsBackOnSilence(Section provider, Timeouts timeouts) {
        boolean fallsBack =
                provider.parsed("on_silence", ConnectionReader::fallsBack).orElse(false);
        if (fallsBack && timeouts.firstByte().isEmpty()) {
            provider.findings()
                    .warn(
                            provider.entry("on_silence").orElseThrow().value(),
                            "a silent provider is waited for until it is too late for a fallback; write timeouts: {"
                                    + " first_byte: 2m }");
        }
        return fallsBack;
    }

    private static boolean fallsBack(String text) {
        return switch (text) {
            case "fall_back" -> true;
            case "stop" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write fall_back or stop");
        };
    }

    private static boolean charges(String text) {
        return switch (text) {
            case "charge" -> true;
            case "free" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write charge or free");
        };
    }
}
