package dev.tollgate.filter.dialect.openai;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts the output items of a response that stand for a fee. */
final class ToolItems {

    /** Containers told apart; a response uses one or two. */
    private static final int MOST_CONTAINERS = 1_000;

    private final Map<String, Long> calls = new HashMap<>();
    private final Set<String> containers = new HashSet<>();
    private String type = "";
    private String action = "";
    private String container = "";

    void clear() {
        calls.clear();
        containers.clear();
    }

    void begin() {
        type = "";
        action = "";
        container = "";
    }

    void type(String value) {
        type = value;
    }

    void action(String value) {
        action = value;
    }

    void container(String value) {
        container = value;
    }

    /** Opening a page or finding in it is no search; a container is paid once, however often it is used. */
    void end() {
        String tool = OpenAiTools.fee(type);
        boolean search = action.isEmpty() || action.equals("search");
        if (tool == null || tool.equals(OpenAiTools.WEB_SEARCH) && !search || isKnownContainer()) {
            return;
        }
        calls.merge(tool, 1L, Long::sum);
    }

    private boolean isKnownContainer() {
        return !container.isEmpty() && containers.size() < MOST_CONTAINERS && !containers.add(container);
    }

    Map<String, Long> calls() {
        return calls;
    }
}
