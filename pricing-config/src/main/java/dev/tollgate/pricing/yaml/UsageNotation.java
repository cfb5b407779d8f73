package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.JsonPath;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.ServiceShape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads {@code usage} of a service: {@code count}, {@code $.path} of the answer, {@code { response: $.path }}, {@code {
 * header: NAME }} of the answer, {@code { request: $.path }}, or {@code { callback: FIELD }}.
 */
final class UsageNotation {

    private static final String USAGE = "usage";
    private static final String RESPONSE = "response";
    private static final String HEADER = "header";
    private static final String REQUEST = "request";
    private static final String CALLBACK = "callback";
    private static final String ZERO = "zero";
    private static final List<String> PLACES = List.of(RESPONSE, HEADER, REQUEST, CALLBACK);

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
        List<String> places = PLACES.stream().filter(usage::has).toList();
        if (places.size() != 1) {
            usage.findings()
                    .add(
                            usage.node(),
                            "'usage' comes from one place; write { header: x-audio-seconds } or { request: $.count }");
            return Optional.empty();
        }
        String place = places.get(0);
        boolean zeroIsTold = usage.parsed(ZERO, UsageNotation::zeroIsTold).orElse(true);
        usage.entry(ZERO).filter(zero -> !place.equals(RESPONSE)).ifPresent(zero -> usage.findings()
                .add(zero.keyNode(), "'zero' has no use without 'response'; remove it"));
        return usage.parsed(place, text -> told(text, each -> quantity(place, each, zeroIsTold)));
    }

    /** Whether a callback is to tell, be it written with a mistake. */
    static boolean isCalledBack(Section service) {
        return service.entry(USAGE)
                .filter(entry -> entry.value() instanceof MappingNode)
                .map(service::section)
                .filter(usage -> usage.has(CALLBACK))
                .isPresent();
    }

    private static Quantity quantity(String place, String text, boolean zeroIsTold) {
        return switch (place) {
            case RESPONSE -> new Quantity.Answered(new JsonPath(text), zeroIsTold);
            case HEADER -> new Quantity.Header(text);
            case REQUEST -> new Quantity.Requested(new JsonPath(text));
            default -> calledBack(text);
        };
    }

    private static Quantity calledBack(String field) {
        if (!Form.PARAMETER.fits(field)) {
            throw new IllegalArgumentException("not the name of a field; write CallDuration");
        }
        return new Quantity.CalledBack(field);
    }

    private static boolean zeroIsTold(String text) {
        return switch (text) {
            case "free" -> true;
            case "estimate" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write free or estimate");
        };
    }

    private static Quantity word(String text) {
        return text.equals("count")
                ? new Quantity.Count()
                : told(text, path -> new Quantity.Answered(new JsonPath(path), true));
    }

    private static Quantity told(String text, Function<String, Quantity> quantity) {
        try {
            return quantity.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(quoted(text) + " is " + wrong.getMessage(), wrong);
        }
    }
}
