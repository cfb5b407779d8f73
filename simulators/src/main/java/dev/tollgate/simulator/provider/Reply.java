package dev.tollgate.simulator.provider;

import java.util.List;

/**
 * What the model "said": the text in chunks and the counts to report. {@code full} is false if the output bound cut it
 * short; {@code failed} if the stream is to end in an error event behind the text.
 */
record Reply(List<String> chunks, InputTokens input, OutputTokens output, boolean full, boolean failed) {
    /** No output bound in the request. */
    static final long UNBOUNDED = Long.MAX_VALUE;

    /**
     * Works out the answer of one choice.
     *
     * @param bound the most output tokens that the request allows, or {@link #UNBOUNDED}
     */
    static Reply of(ProviderCall call, long bound) {
        Script script = call.script();
        OutputTokens asked = script.output();
        List<String> text = script.text().pieces();
        long wanted =
                asked.total() == OutputTokens.COUNTED ? Math.addExact(text.size(), asked.reasoning()) : asked.total();
        long total = asked.bounded() ? Math.min(wanted, bound) : wanted;
        long reasoning = Math.min(asked.reasoning(), total);
        boolean full = total == wanted;
        List<String> said = full ? text : first(text, total - reasoning);
        boolean failed = call.streams() && script.failure().afterChunks() != Failure.NEVER;
        return new Reply(
                failed ? first(said, script.failure().afterChunks()) : said,
                script.input().counted(call.words()),
                new OutputTokens(total, reasoning, asked.bounded()),
                full,
                failed);
    }

    private static List<String> first(List<String> text, long count) {
        return text.subList(0, (int) Math.min(text.size(), count));
    }

    String text() {
        return String.join("", chunks);
    }
}
