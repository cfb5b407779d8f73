package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Paths that are answered before any service is looked for. */
final class TakenPaths {

    /** The first segments of what the gateway itself serves. */
    private static final Set<String> OWN = Set.of("api", "admin", "callbacks", "actuator", "oauth2", "login", "logout");

    /** Those of the dialects' operations; their own test keeps it up to date. */
    private static final Pattern MODELS =
            Pattern.compile("((/openai)?/v1|/openai/deployments/[^/]+)/(chat/completions|completions|embeddings"
                    + "|moderations|responses(/compact|/input_tokens)?|images/(generations|edits)"
                    + "|audio/(transcriptions|translations|speech))|/v1beta/openai/(chat/completions|embeddings)|/v1/messages"
                    + "|/v2/chat|/v1(beta)?/models/[^/]+:(generateContent|streamGenerateContent|countTokens|embedContent"
                    + "|batchEmbedContents)");

    private TakenPaths() {}

    /** Why no call of this path comes to a service; empty: nothing is in its way. */
    static Optional<String> why(String path) {
        String first = path.split("/", 3)[1];
        if (OWN.contains(first)) {
            return Optional.of("the gateway itself answers all paths below " + quoted('/' + first));
        }
        return MODELS.matcher(path).matches() ? Optional.of(quoted(path) + " is a path of models") : Optional.empty();
    }
}
