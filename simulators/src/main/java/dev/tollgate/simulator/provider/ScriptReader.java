package dev.tollgate.simulator.provider;

import dev.tollgate.simulator.recording.Chunking;
import dev.tollgate.simulator.recording.Recordings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/** Reads scripts that arrive over the wire: as JSON, or as the suffix of a model name. */
final class ScriptReader {
    private static final Map<String, BiConsumer<Script.Builder, String>> SETTINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("latency", (script, value) -> script.latency(duration(value))),
            Map.entry("delay", (script, value) -> script.delay(duration(value))),
            Map.entry("text", Script.Builder::text),
            Map.entry("chunks", (script, value) -> script.chunks(Integer.parseInt(value))),
            Map.entry("chunkSize", (script, value) -> script.chunkSize(Integer.parseInt(value))),
            Map.entry("input", (script, value) -> script.input(Long.parseLong(value))),
            Map.entry("cached", (script, value) -> script.cached(Long.parseLong(value))),
            Map.entry("cacheWrite", (script, value) -> script.cacheWrite(Long.parseLong(value))),
            Map.entry("cacheWrite1h", (script, value) -> script.cacheWrite1h(Long.parseLong(value))),
            Map.entry("output", (script, value) -> script.output(Long.parseLong(value))),
            Map.entry("reasoning", (script, value) -> script.reasoning(Long.parseLong(value))),
            Map.entry("bounded", (script, value) -> script.bounded(yesOrNo(value))),
            Map.entry("usage", (script, value) -> script.usage(UsageReport.valueOf(value.toUpperCase(Locale.ROOT)))),
            Map.entry("serviceTier", Script.Builder::serviceTier),
            Map.entry("status", (script, value) -> script.status(Integer.parseInt(value))),
            Map.entry("body", Script.Builder::body),
            Map.entry("retryAfter", (script, value) -> script.retryAfter(Long.parseLong(value))),
            Map.entry("failAfter", (script, value) -> script.failAfter(Long.parseLong(value))),
            Map.entry("cutAfter", (script, value) -> script.cutAfter(Long.parseLong(value))),
            Map.entry("blackHole", (script, value) -> script.blackHole(yesOrNo(value))),
            Map.entry("wire", (script, value) -> script.wire(Chunking.parse(value))),
            Map.entry("recording", ScriptReader::recording)));

    private ScriptReader() {}

    /**
     * The script of a JSON object; a setting that it leaves out is as in {@link Script#DEFAULT}.
     *
     * @throws IllegalArgumentException if a name is unknown or a value does not fit
     */
    static Script read(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException(
                    "A script is a JSON object such as {\"output\":500,\"delay\":\"20ms\"}.");
        }
        Script.Builder script = Script.builder();
        json.properties().forEach(setting -> set(script, setting.getKey(), textOf(setting.getValue())));
        return script.build();
    }

    /**
     * The script for a model name: what stands behind the first {@code ?} changes the given script.
     *
     * @throws IllegalArgumentException if a name is unknown or a value does not fit
     */
    static Script forModel(String model, Script base) {
        int mark = model.indexOf('?');
        return mark < 0 ? base : change(base, model.substring(mark + 1));
    }

    static Script change(Script base, String settings) {
        Script.Builder script = base.toBuilder();
        for (String setting : settings.split("&", -1)) {
            int sign = setting.indexOf('=');
            String name = sign < 0 ? setting : setting.substring(0, sign);
            String value = sign < 0 ? "true" : setting.substring(sign + 1);
            set(script, name, URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return script.build();
    }

    private static void set(Script.Builder script, String name, String value) {
        BiConsumer<Script.Builder, String> setting = SETTINGS.get(name);
        if (setting == null) {
            throw new IllegalArgumentException("The simulator has no setting '" + name + "'. It has "
                    + String.join(", ", SETTINGS.keySet()) + ".");
        }
        try {
            setting.accept(script, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The setting '" + name + "' cannot be '" + value + "': " + e.getMessage(), e);
        }
    }

    private static String textOf(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    private static void recording(Script.Builder script, String file) {
        Recordings own = Recordings.own();
        boolean isOwn = own.all().stream().anyMatch(one -> one.file().equals(file));
        script.recording((isOwn ? own : Recordings.find().orElse(own)).get(file));
    }

    private static boolean yesOrNo(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("use true or false");
        };
    }

    private static Duration duration(String value) {
        if (value.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
        }
        return value.endsWith("s")
                ? Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)))
                : Duration.ofMillis(Long.parseLong(value));
    }
}
