package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.ServicePath;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paths that are answered before any service is looked for. */
final class TakenPaths {

    /** By method; what is called of the dialects, and what they answer themselves. Their own test keeps it up to date. */
    private static final Map<String, Pattern> MODELS = Map.of(
            "POST",
            Pattern.compile("(/openai)?/v1/(chat/completions|completions|embeddings|moderations"
                    + "|responses(/compact|/input_tokens)?|images/(generations|edits)"
                    + "|audio/(transcriptions|translations|speech))|/v1beta/openai/(chat/completions|embeddings)"
                    + "|/openai/deployments/[^/]+/(chat/completions|completions|embeddings|images/(generations|edits)"
                    + "|audio/(transcriptions|translations|speech))|/v1/messages|/v2/chat|/api/(chat|generate|embed)|/v1/responses/[^/]+/cancel"
                    + "|/v1(beta)?/models/[^/]+:(generateContent|streamGenerateContent|countTokens|embedContent"
                    + "|batchEmbedContents)|/v1/tollgate/estimate"),
            "GET",
            Pattern.compile("/v1/(models(/[^/]+)?|responses/[^/]+|tollgate/.*)|/v1beta/models(/[^/]+)?"));

    private TakenPaths() {}

    /** Why no call of this path comes to a service; empty: nothing is in its way. */
    static Optional<String> why(String method, String path) {
        return Optional.ofNullable(MODELS.get(method))
                .filter(taken -> taken.matcher(path).matches())
                .map(taken -> quoted(path) + " is a path of models")
                .or(() -> gateways(path));
    }

    private static Optional<String> gateways(String path) {
        return new ServicePath(path).isTheGateways()
                ? Optional.of("the gateway itself answers all paths below " + quoted('/' + path.split("/", 3)[1]))
                : Optional.empty();
    }
}
