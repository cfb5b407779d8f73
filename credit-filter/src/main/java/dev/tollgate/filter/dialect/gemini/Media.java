package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.pricing.TokenKind;
import java.util.Locale;
import java.util.Set;

/**
 * Pictures, sounds, films and documents in a request. A picture costs by its pixels; sounds and films have more bytes than
 * tokens (32 tokens a second of sound), but for films and sound that is packed so tightly that silence takes next to nothing; a page of a PDF is 258 tokens, however few its bytes; what
 * stands elsewhere can be as long as the model takes.
 */
final class Media {

    /** 258 for each tile of 768 by 768 pixels; up to 2,240 at the highest resolution of newer models. */
    static final PictureTokens PICTURE = new PictureTokens(10_000, 1_100);

    /** Sound whose every second has more bytes than tokens, however quiet it is. */
    private static final Set<String> EVEN = Set.of("wav", "x-wav", "wave", "mp3", "mpeg", "aac", "l16", "pcm");

    private final RequestFacts facts;
    private String type = "";
    private long dataBytes;

    Media(RequestFacts facts) {
        this.facts = facts;
    }

    private boolean isEvenSound() {
        return type.startsWith("audio/")
                && EVEN.contains(
                        type.substring("audio/".length()).split(";", 2)[0].trim());
    }

    void open(String path) {
        if (path.endsWith(".inlineData")) {
            type = "";
            dataBytes = 0;
        } else if (path.endsWith(".fileData")) {
            facts.refersElsewhere();
            facts.inputKind(TokenKind.INPUT_AUDIO);
            facts.inputKind(TokenKind.INPUT_IMAGE);
        }
    }

    void value(String path, String key, JsonScalar value) {
        if (!path.endsWith(".inlineData") || !value.isString()) {
            return;
        }
        if (key.equals("mimeType")) {
            type = value.text().toLowerCase(Locale.ROOT);
        } else if (key.equals("data")) {
            dataBytes = facts.text().rawLength(value);
        }
    }

    void close(String path) {
        if (!path.endsWith(".inlineData")) {
            return;
        }
        if (type.startsWith("image/")) {
            facts.picture(dataBytes);
        } else if (isEvenSound()) {
            facts.inputKind(TokenKind.INPUT_AUDIO);
            facts.inputKind(TokenKind.INPUT_IMAGE);
        } else if (!type.startsWith("text/")) {
            facts.inputKind(TokenKind.INPUT_AUDIO);
            facts.inputKind(TokenKind.INPUT_IMAGE);
            facts.refersElsewhere();
        }
    }
}
