package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.answer.KeptIds;
import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.Set;

/**
 * What code that Anthropic has run left behind: its files are kept. A {@code file_id} elsewhere in an answer may be the
 * model's words, which a caller has a say in.
 */
final class CodeOutput {

    private static final Set<String> PLACES = Set.of("content.content.content", "content_block.content.content");

    private final KeptIds kept;
    private boolean isOutput;
    private String file = "";

    CodeOutput(KeptIds kept) {
        this.kept = kept;
    }

    static boolean isAt(String path) {
        return PLACES.contains(path);
    }

    void begin() {
        isOutput = false;
        file = "";
    }

    void field(String key, JsonScalar value) {
        if (key.equals("type")) {
            isOutput = value.text().endsWith("code_execution_output");
        } else if (key.equals("file_id") && value.isString()) {
            file = value.text();
        }
    }

    void end() {
        if (isOutput) {
            kept.add(file);
        }
        begin();
    }
}
