package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.FormBody;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestIntent;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.pricing.TokenKind;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads {@code POST /v1/images/generations}, and the form of {@code /v1/images/edits}: pictures that are billed by the
 * token (gpt-image) or by the piece, by size and quality (dall-e).
 */
final class ImagesRequest extends RequestReader {

    /** Pictures that one request may ask for. */
    static final long MOST_PICTURES = 10;

    /** The largest picture of the best quality takes 6,240 tokens, each of at most three drafts 100 more. */
    private static final long TOKENS_OF_A_PICTURE = 6_600;

    private static final Set<String> PLAIN = Set.of("n", "size", "quality", "response_format");

    private final RequestFacts facts;
    private String size = "1024x1024";
    private String quality = "standard";
    private long pictures = 1;

    ImagesRequest(RequestFacts facts) {
        super(facts, PLAIN, null);
        this.facts = facts;
        kinds(facts);
    }

    private static void kinds(RequestFacts facts) {
        facts.outputKinds(Set.of(TokenKind.OUTPUT, TokenKind.OUTPUT_IMAGE));
        facts.inputKind(TokenKind.INPUT_CACHED);
        facts.inputKind(TokenKind.INPUT_IMAGE);
        facts.fixedBound(TOKENS_OF_A_PICTURE);
    }

    @Override
    protected void top(String key, JsonScalar value) {
        switch (key) {
            case "n" -> pictures = RequestFacts.positive(key, value, MOST_PICTURES);
            case "size" -> size = value.text();
            case "quality" -> quality = value.text();
            default -> {}
        }
    }

    @Override
    protected void inner(String path, String key, JsonScalar value) {}

    @Override
    protected void finished() {
        ask(facts, pictures, size, quality);
    }

    private static void ask(RequestFacts facts, long pictures, String size, String quality) {
        facts.answers(pictures);
        // Without a quality, gpt-image chooses one; dall-e makes the standard one.
        boolean chosenLater = quality.equals("standard") && !facts.modelIs(name -> name.contains("dall-e"));
        facts.unit(ImageSize.unit(size, chosenLater ? "auto" : quality), pictures);
    }

    /** Every file of an edit is a picture that is read. */
    static Intent edit(Operation operation, byte[] body, UnaryOperator<String> names) {
        FormBody form = FormBody.read(body);
        RequestFacts facts = new RequestFacts(body, names);
        facts.form(form.contentType());
        kinds(facts);
        UploadFields.model(operation, form, facts);
        UploadFields.references(form, facts);
        facts.streaming(UploadFields.flag(form, "stream"));
        form.parts().stream().filter(UploadFields::isFile).forEach(part -> facts.picture(part.length()));
        long pictures = form.text("n")
                .map(text -> UploadFields.count("n", text, MOST_PICTURES))
                .orElse(1L);
        ask(
                facts,
                pictures,
                form.text("size").orElse("1024x1024"),
                form.text("quality").orElse("standard"));
        return new RequestIntent(operation, facts, Pictures::of);
    }
}
