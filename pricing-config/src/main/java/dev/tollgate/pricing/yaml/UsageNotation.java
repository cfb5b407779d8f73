package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.JsonPath;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.yaml.shape.ServiceShape;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads {@code usage} of a service: {@code count}, {@code $.path} of the answer, {@code { header: NAME }} of the answer,
 * or {@code { request: $.path }}.
 */
final class UsageNotation {

    private static final String USAGE = "usage";
    private static final String HEADER = "header";
    private static final String REQUEST = "request";

    private UsageNotation() {}

    static Optional<Quantity> read(Section service) {
        Section.Entry entry = service.entry(USAGE).orElse(null);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof MappingNode)) {
            return service.parsed(entry, UsageNotation::word);
        }
        Section usage = service.section(entry);
        usage.allow(ServiceShape.Told.class);
        if (usage.has(HEADER) == usage.has(REQUEST)) {
            usage.findings()
                    .add(
                            usage.node(),
                            "'usage' comes from one place; write { header: x-audio-seconds } or { request: $.count }");
            return Optional.empty();
        }
        return usage.has(HEADER)
                ? usage.parsed(HEADER, text -> told(text, Quantity.Header::new))
                : usage.parsed(REQUEST, text -> told(text, path -> new Quantity.Requested(new JsonPath(path))));
    }

    private static Quantity word(String text) {
        return text.equals("count")
                ? new Quantity.Count()
                : told(text, path -> new Quantity.Answered(new JsonPath(path)));
    }

    private static Quantity told(String text, Function<String, Quantity> quantity) {
        try {
            return quantity.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(quoted(text) + " is " + wrong.getMessage(), wrong);
        }
    }
}
