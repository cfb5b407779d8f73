package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.request.References;
import java.util.Set;

/**
 * One of a response's input items. Some are all there, and their id is a name; of others the id stands for what the provider
 * keeps, or may: a reference, a picture that was made, a search, a thought, even one that was sent back sealed: nobody here
 * can tell whether what is sealed is sound, and what the provider takes if it is not.
 */
final class InputItem {

    private static final String FIELD = "input.id";

    /** Types of items whose whole content is in them. Of one that nobody knows here that cannot be said. */
    private static final Set<String> WHOLE = Set.of(
            "message",
            "function_call",
            "function_call_output",
            "custom_tool_call",
            "custom_tool_call_output",
            "computer_call",
            "computer_call_output",
            "local_shell_call",
            "local_shell_call_output",
            "shell_call",
            "shell_call_output",
            "apply_patch_call",
            "apply_patch_call_output",
            "mcp_list_tools",
            "mcp_call",
            "mcp_approval_request",
            "mcp_approval_response");

    private final References references;
    private String id = "";
    private String type = "";
    private boolean hasRole;
    private boolean hasContent;

    InputItem(References references) {
        this.references = references;
    }

    /** Whether the next request names an item of this type although its response is not stored, and is asked whose it is. */
    static boolean isKeptAnyhow(String type) {
        return !type.isEmpty() && !WHOLE.contains(type);
    }

    void begin() {
        id = "";
        type = "";
        hasRole = false;
        hasContent = false;
    }

    /** Its content is not a text but parts. */
    void parts() {
        hasContent = true;
    }

    void field(String key, JsonScalar value) {
        if (!value.isString()) {
            return;
        }
        switch (key) {
            case "id" -> id = value.text();
            case "type" -> type = value.text();
            case "role" -> hasRole = true;
            case "content" -> hasContent = true;
            default -> {}
        }
    }

    /** Of one without a type all that a message must have is asked: else it may be taken for a reference. */
    void end() {
        boolean whole = type.isEmpty() ? hasRole && hasContent : WHOLE.contains(type);
        if (!whole) {
            references.add(FIELD, id);
        }
        begin();
    }
}
