package dev.tollgate.simulator.provider;

import tools.jackson.databind.JsonNode;

/**
 * A call together with its script.
 *
 * @param body the request's JSON
 * @param input input tokens to report
 * @param output output tokens to report
 */
record Asked(JsonNode body, Script script, long input, long output) {

    static Asked of(JsonNode body, String text, Script script) {
        long bound = Long.MAX_VALUE;
        for (String name : new String[] {"max_tokens", "max_completion_tokens", "max_output_tokens"}) {
            if (body.path(name).isIntegralNumber()) {
                bound = Math.min(bound, body.path(name).asLong());
            }
        }
        long input = script.input() >= 0 ? script.input() : Math.max(1, text.split("\\W+").length);
        return new Asked(body, script, input, Math.min(bound, script.output()));
    }

    String model() {
        return body.path("model").asString("");
    }

    boolean streaming() {
        return body.path("stream").asBoolean(false);
    }

    boolean reportsUsage() {
        return script.fault() != Script.Fault.NO_USAGE;
    }

    /** The n-th piece of the answer's text; together they are a few plain words. */
    String word(int n) {
        return WORDS[n % WORDS.length] + " ";
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < script.chunks(); i++) {
            text.append(word(i));
        }
        return text.toString().strip();
    }

    private static final String[] WORDS = {"Every", "call", "is", "paid", "once", "and", "café", "costs", "€2."};
}
