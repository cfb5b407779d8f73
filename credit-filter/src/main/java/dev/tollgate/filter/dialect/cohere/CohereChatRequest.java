package dev.tollgate.filter.dialect.cohere;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.Set;

/** Reads {@code POST /v2/chat}. */
final class CohereChatRequest extends RequestReader {

    /** 256 tokens for a picture of low detail; of high detail 256 for each tile of up to twelve, and one of the whole. */
    static final PictureTokens PICTURE = new PictureTokens(4_000, 1_300);

    private static final String BOUND = "max_tokens";
    private static final String URL = "messages.content.image_url";

    private final RequestFacts facts;

    CohereChatRequest(RequestFacts facts) {
        super(facts, Set.of(BOUND, "priority"), BOUND);
        this.facts = facts;
        facts.outputKinds(Set.of(TokenKind.OUTPUT));
    }

    @Override
    protected void top(String key, JsonScalar value) {
        if (key.equals(BOUND)) {
            facts.outputBound(key, value);
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {
        if (path.equals(URL) && key.equals("url") && value.isString()) {
            facts.picture(facts.text().startsWith(value, "data:") ? facts.text().rawLength(value) : 0);
        }
    }
}
