package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The lists of a usage object that say of which modality its tokens are: {@code promptTokensDetails} and its likes. */
final class Modalities {

    static final String AUDIO = "AUDIO";
    static final String IMAGE = "IMAGE";

    /** Lists and their entries; there are four lists and five modalities. */
    private static final int MOST = 20;

    private final Map<String, Map<String, Long>> lists = new HashMap<>();
    private String modality = "";
    private OptionalLong count = OptionalLong.empty();

    void begin(String list, boolean array) {
        if (array && lists.size() < MOST) {
            lists.put(list, new HashMap<>());
        }
        modality = "";
        count = OptionalLong.empty();
    }

    void value(String key, JsonScalar value) {
        if (key.equals("modality") && value.isString()) {
            modality = value.text();
        } else if (key.equals("tokenCount")) {
            count = value.count();
        }
    }

    void end(String list) {
        Map<String, Long> counts = lists.get(list);
        if (counts != null && counts.size() < MOST) {
            count.ifPresent(tokens -> counts.put(modality, tokens));
        }
    }

    long count(String list, String ofModality) {
        return lists.getOrDefault(list, Map.of()).getOrDefault(ofModality, 0L);
    }
}
