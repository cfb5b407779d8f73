package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import java.util.Locale;

/** Pictures in OpenAI requests, billed by their size in pixels and not by their bytes. */
final class Pictures {

    /**
     * By OpenAI's formulas: 85 + 170 for each of at most 8 tiles is 1,445; 1,536 patches at up to 2.46 tokens are
     * 3,779; 10,000 patches of full-detail models, at their factor of 1.2, are 12,000.
     */
    static final PictureTokens USUAL = new PictureTokens(12_000, 765);

    /** gpt-4o-mini counts the same picture many times over: 2,833 + 5,667 for each of at most 8 tiles is 48,169. */
    static final PictureTokens OF_4O_MINI = new PictureTokens(48_200, 25_500);

    /** Without the slash behind it, which some clients write with a backslash. */
    private static final String PICTURE_DATA = "data:image";

    private Pictures() {}

    static PictureTokens of(String model) {
        return model.toLowerCase(Locale.ROOT).contains("4o-mini") ? OF_4O_MINI : USUAL;
    }

    /** @param address whether the value is one of a picture: a URL, or the picture itself in base64 */
    static void at(RequestFacts facts, boolean address, JsonScalar value) {
        if (!address || !value.isString()) {
            return;
        }
        if (facts.text().startsWith(value, PICTURE_DATA)) {
            facts.picture(facts.text().rawLength(value));
        } else {
            facts.picture(0);
            if (facts.text().startsWith(value, "data:")) {
                facts.refersElsewhere();
            }
        }
    }
}
