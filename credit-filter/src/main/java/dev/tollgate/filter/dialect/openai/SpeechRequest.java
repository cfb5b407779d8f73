package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.Set;

/**
 * Reads {@code POST /v1/audio/speech}: words that become sound, billed by the character (tts-1) or by the token
 * (gpt-4o-mini-tts). A character is a Unicode code point.
 */
final class SpeechRequest extends RequestReader {

    static final String CHARACTER = "character";

    /** The slowest voice makes four tokens of sound of a character. */
    private static final long MOST_TOKENS_A_CHARACTER = 4;

    private static final long LEAST_TOKENS = 100;

    private final RequestFacts facts;
    private long characters;

    SpeechRequest(RequestFacts facts) {
        super(facts, Set.of("input", "instructions", "response_format", "stream_format"), null);
        this.facts = facts;
        facts.outputKinds(Set.of(TokenKind.OUTPUT_AUDIO));
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (key) {
            case "input" -> {
                String text = value.text();
                characters = text.codePointCount(0, text.length());
            }
            case "stream_format" -> facts.streaming(value.text().equals("sse"));
            default -> {}
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {}

    @Override
    protected void finished() {
        facts.unit(CHARACTER, characters);
        facts.likely(characters);
        facts.fixedBound(LEAST_TOKENS + characters * MOST_TOKENS_A_CHARACTER);
    }
}
