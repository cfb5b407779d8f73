package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.request.FormBody;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestIntent;
import dev.tollgate.pricing.TokenKind;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the forms of {@code POST /v1/audio/transcriptions} and {@code /v1/audio/translations}: sound that is billed by
 * the second (whisper) or by the token (gpt-4o-transcribe). Nothing of the file is copied.
 */
final class Transcription {

    static final String SECOND = "second";

    /** gpt-4o-transcribe takes about 1,000 tokens for a minute; a second for a first and a last frame. */
    static final long TOKENS_A_SECOND = 20;

    /** Nobody speaks more words than make ten tokens a second. */
    private static final long MOST_WRITTEN_A_SECOND = 10;

    private static final PictureTokens NO_PICTURES = new PictureTokens(0, 0);

    private Transcription() {}

    static Intent read(Operation operation, byte[] body) {
        FormBody form = FormBody.read(body);
        RequestFacts facts = new RequestFacts(body);
        facts.form(form.contentType());
        UploadFields.model(operation, form, facts);
        UploadFields.references(form, facts);
        facts.streaming(UploadFields.flag(form, "stream"));
        facts.inputKind(TokenKind.INPUT_AUDIO);
        facts.outputKinds(Set.of(TokenKind.OUTPUT));
        AudioLength length = length(form, body);
        facts.unit(SECOND, length.most());
        // Where the provider tells nothing, less would sell long sound under its price.
        facts.likely(length.most());
        form.parts().stream().filter(UploadFields::isFile).forEach(part -> facts.uploaded(part.length()));
        facts.addedTokens(length.most() * TOKENS_A_SECOND);
        facts.fixedBound(Math.max(100, length.most() * MOST_WRITTEN_A_SECOND));
        return new RequestIntent(operation, facts, model -> NO_PICTURES);
    }

    private static AudioLength length(FormBody form, byte[] body) {
        Optional<AudioLength> file = form.part("file").map(part -> AudioLength.of(body, part.from(), part.to()));
        // Groq takes an address in 'url', Mistral in 'file_url' or a file that it keeps in 'file_id'.
        boolean elsewhere = form.parts().stream()
                .anyMatch(part -> Set.of("url", "file_url", "file_id").contains(part.name()));
        if (elsewhere) {
            // Which of the two is read is the provider's own choice.
            return file.map(AudioLength.ELSEWHERE::or).orElse(AudioLength.ELSEWHERE);
        }
        if (file.isEmpty()) {
            throw new MalformedRequest("'file' is missing in the form. Send the sound to read.");
        }
        return file.get();
    }
}
