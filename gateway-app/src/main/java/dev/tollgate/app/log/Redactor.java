package dev.tollgate.app.log;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts, by what they look like and where they stand. It is the second line: whoever logs leaves them out
 * to begin with, but libraries do not know what is one, and failures quote what they failed on.
 */
final class Redactor {

    private static final String MASK = "***";

    private record Rule(Pattern secret, String instead) {
        static Rule of(String secret, String instead) {
            return new Rule(Pattern.compile(secret, Pattern.CASE_INSENSITIVE), instead);
        }

        String apply(String text) {
            return secret.matcher(text).replaceAll(instead);
        }
    }

    private static final List<Rule> RULES = List.of(
            // Ours, Stripe's and those of providers, by how they begin.
            Rule.of(
                    "\\b(tg_(?:live|admin|refresh|code)_|whsec_|[sr]k_(?:live|test)_|gsk_|xai-|AIza)[\\w-]+",
                    "$1" + MASK),
            Rule.of("\\b(sk-)[\\w-]{8,}", "$1" + MASK),
            // Tokens of three parts.
            Rule.of("\\beyJ[\\w-]*\\.[\\w-]*\\.[\\w-]*", "eyJ" + MASK),
            // Headers, however they are written down: cookies have more than one word.
            Rule.of("\\b((?:set-)?cookie\"?[ \\t]*[:=])[^\\r\\n]*", "$1" + MASK),
            // Whatever the scheme, with all that it is followed by, which may have quotes of its own.
            Rule.of("\\b((?:proxy-)?authorization\"?[ \\t]*[:=][ \\t\\[]*+\")(?:[^\"\\\\\\r\\n]|\\\\.)*+", "$1" + MASK),
            Rule.of("\\b((?:proxy-)?authorization\"?[ \\t]*[:=][ \\t\\[]*+)(?!\")[^\\r\\n\\]]+", "$1" + MASK),
            Rule.of(
                    "\\b((?:[a-z0-9]{1,20}-){0,4}(?:(?:api|admin|provider|subscription)-?key|auth-token)\"?[ \\t]*[:=][ \\t\\[\"]*)"
                            + "[^\\s\"',\\]]+",
                    "$1" + MASK),
            Rule.of("\\b(bearer|basic)[ \\t]+[\\w.~+/=-]{8,}", "$1 " + MASK),
            // Fields of bodies, parameters of addresses, and the passwords in them.
            Rule.of(
                    "(\"(?:password|passwort|secret|(?:refresh|access)Token|token|apiKey|key)\"\\s*:\\s*\")[^\"]*",
                    "$1" + MASK),
            Rule.of("([?&](?:key|api_key|token|access_token|code|secret|password)=)[^&\\s\"]+", "$1" + MASK),
            Rule.of("(://[^/\\s:@]*:)[^@/\\s]+@", "$1" + MASK + "@"));

    private Redactor() {}

    static String redact(String text) {
        String clean = text;
        for (Rule rule : RULES) {
            clean = rule.apply(clean);
        }
        return clean;
    }
}
