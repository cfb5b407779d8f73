package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.request.RequestFacts;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tools that a request offers. A search has a fee; what else Google runs costs the tokens that it puts before the model;
 * what nobody knows here may have a fee, so it needs a price and is refused without.
 */
final class OfferedTools {

    static final String WEB_SEARCH = "webSearch";

    /** Queries of one request to a model that is billed by them: an assumption, since Google names no bound. */
    static final long DEFAULT_QUERIES = 10;

    private static final Set<String> SEARCHES = Set.of("googleSearch", "googleSearchRetrieval");
    private static final Set<String> RUN_BY_CALLER = Set.of("functionDeclarations", "computerUse");
    private static final Set<String> FREE = Set.of("codeExecution", "urlContext", "fileSearch", "mcpServers");

    private final Set<String> offered = new TreeSet<>();

    /** @param path of an object, array or value below {@code tools} */
    void offered(String path) {
        String below = path.substring("tools.".length());
        int dot = below.indexOf('.');
        offered.add(dot < 0 ? below : below.substring(0, dot));
    }

    void tell(RequestFacts facts) {
        for (String name : offered) {
            if (RUN_BY_CALLER.contains(name)) {
                continue;
            }
            facts.refersElsewhere();
            if (SEARCHES.contains(name)) {
                facts.tool(WEB_SEARCH, facts.modelIs(OfferedTools::isPaidByPrompt) ? 1 : DEFAULT_QUERIES);
            } else if (!FREE.contains(name)) {
                facts.tool(name, 1);
            }
        }
    }

    /** Gemini 2.5 and older are billed for each prompt that was searched for, newer ones for each query. */
    static boolean isPaidByPrompt(String model) {
        return model.startsWith("gemini-1.") || model.startsWith("gemini-2.");
    }
}
