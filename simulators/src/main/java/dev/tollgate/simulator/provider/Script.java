package dev.tollgate.simulator.provider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the simulator answers one call.
 *
 * @param latency before the head of the answer
 * @param delay between the chunks of a stream
 * @param chunks pieces of text in a stream
 * @param input input tokens to report, cached ones included where the format does so; negative: count the words sent
 * @param cached cached input tokens
 * @param cacheWrite input tokens written to a cache
 * @param output output tokens to report, never above what the request allows
 * @param reasoning reasoning tokens, a part of the output
 * @param piece send the body in pieces of this many bytes; zero: as it comes
 * @param cutAfter close the connection after this many bytes of the body; negative: never
 * @param fault what goes wrong
 * @param status the status of the fault {@code STATUS}
 */
public record Script(
        Duration latency,
        Duration delay,
        int chunks,
        long input,
        long cached,
        long cacheWrite,
        long output,
        long reasoning,
        int piece,
        long cutAfter,
        Fault fault,
        int status) {

    /** What goes wrong in an answer. */
    public enum Fault {
        NONE,
        /** An error with {@link #status()}. */
        STATUS,
        /** No answer at all. */
        BLACK_HOLE,
        /** The usage is left out. */
        NO_USAGE,
        /** The usage is not what the format says. */
        BAD_USAGE
    }

    public static final Script DEFAULT =
            new Script(Duration.ZERO, Duration.ZERO, 5, -1, 0, 0, 12, 0, 0, -1, Fault.NONE, 500);

    /** A script with some of its values changed, by the names of the components: {@code output=500&delay=20ms}. */
    public Script with(String settings) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String setting : settings.split("&")) {
            String[] pair = setting.split("=", 2);
            if (pair.length == 2) {
                given.put(pair[0], pair[1]);
            }
        }
        return new Script(
                millis(given, "latency", latency),
                millis(given, "delay", delay),
                (int) number(given, "chunks", chunks),
                number(given, "input", input),
                number(given, "cached", cached),
                number(given, "cacheWrite", cacheWrite),
                number(given, "output", output),
                number(given, "reasoning", reasoning),
                (int) number(given, "piece", piece),
                number(given, "cutAfter", cutAfter),
                given.containsKey("fault") ? Fault.valueOf(given.get("fault")) : fault,
                (int) number(given, "status", status));
    }

    private static long number(Map<String, String> given, String name, long otherwise) {
        String value = given.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    private static Duration millis(Map<String, String> given, String name, Duration otherwise) {
        String value = given.get(name);
        return value == null ? otherwise : Duration.ofMillis(Long.parseLong(value.replace("ms", "")));
    }
}
