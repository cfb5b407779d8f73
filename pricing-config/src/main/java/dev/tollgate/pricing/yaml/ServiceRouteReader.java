package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Callback;
import dev.tollgate.pricing.HoldBound;
import dev.tollgate.pricing.JsonPath;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServicePath;
import dev.tollgate.pricing.ServiceRoute;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.ServiceShape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads where calls of a service go, what of them is let through, and what is held for them. */
record ServiceRouteReader(Section section, CountingNotation counting, SellingTerms terms) {

    private static final String HOLD = "hold";
    private static final String CALLBACK = "callback";
    private static final String AT_MOST = "at_most";
    private static final Duration GRACE = Duration.ofMinutes(15);

    /** Keys that mean something for calls only. */
    private static final List<String> OF_CALLS =
            List.of("method", "query", "fields", "types", "values", "set", "set_query", HOLD, CALLBACK);

    Optional<ServiceRoute> read(Service.Counting counted) {
        Optional<String> provider = section.parsed(
                "provider", text -> ModelReader.provider(text, terms.dialects().keySet()));
        Optional<String> path = section.parsed("path", ServiceRouteReader::path);
        if (section.has("provider") && !section.has("path")) {
            section.require("path", "path: /v1/sms/**, which of the provider's addresses this is");
        }
        if (section.has("path") && !section.has("provider")) {
            section.require("provider", "provider: with the name of a provider of this file");
        }
        String method =
                section.parsed("method", text -> fitting(text, Form.METHOD)).orElse("POST");
        section.entry("path").ifPresent(entry -> path.flatMap(each -> TakenPaths.why(method, each))
                .ifPresent(why -> section.findings()
                        .warn(entry.value(), why + ", so that no call comes to this service; write another path")));
        if (!section.has("path")) {
            OF_CALLS.forEach(this::useless);
        }
        Optional<HoldBound> hold = hold(counted.from());
        Optional<Callback> callback = callback();
        ServiceRoute.Allowed allowed = new ServiceRoute.Allowed(
                listed("query", Form.PARAMETER),
                listed("fields", Form.PARAMETER),
                listed("types", Form.MEDIA_TYPE),
                values());
        return provider.flatMap(name -> path.map(place -> new ServiceRoute(
                name, method, new ServicePath(place), allowed, written("set"), written("set_query"), hold, callback)));
    }

    private void useless(String key) {
        section.entry(key).ifPresent(entry -> section.findings()
                .add(
                        entry.keyNode(),
                        quoted(key) + " is for calls that are forwarded; write provider and path too, or remove"
                                + " it"));
    }

    private static String path(String text) {
        if (!Form.ROUTE.fits(text)) {
            throw new IllegalArgumentException(
                    quoted(text) + " is not a path; write /v1/sms, or /v1/calls/** for all below it");
        }
        return text;
    }

    private static String fitting(String text, Form form) {
        if (!form.fits(text)) {
            throw new IllegalArgumentException(quoted(text) + " cannot stand here; write " + form.example());
        }
        return text;
    }

    private List<String> listed(String key, Form form) {
        return listed(section, key, form);
    }

    private static List<String> listed(Section section, String key, Form form) {
        return section.list(key).stream()
                .flatMap(item -> section.parsed(item, text -> fitting(text, form)).stream())
                .toList();
    }

    private Map<String, String> written(String key) {
        return section.section(key).map(ServiceRouteReader::texts).orElse(Map.of());
    }

    /** Wildcards, separated by commas. */
    private Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        written("values")
                .forEach((name, patterns) ->
                        values.put(name, List.of(patterns.strip().split("\\s*,\\s*"))));
        return values;
    }

    private static Map<String, String> texts(Section set) {
        Map<String, String> written = new LinkedHashMap<>();
        for (Section.Entry entry : set.entries()) {
            if (!Form.PARAMETER.fits(entry.key())) {
                set.findings().add(entry.keyNode(), quoted(entry.key()) + " is not the name of a field; write Url");
            }
            set.parsed(entry, text -> fitting(text, Form.HEADER_TEXT))
                    .ifPresent(text -> written.put(entry.key(), text));
        }
        return written;
    }

    /** What is counted, or told by the request, is its own bound. */
    private Optional<HoldBound> hold(Quantity from) {
        Section.Entry entry = section.entry(HOLD).orElse(null);
        if (entry == null) {
            if (from instanceof Quantity.Count || from instanceof Quantity.Requested) {
                return Optional.of(new HoldBound.Fixed(1));
            }
            section.entry("path").ifPresent(path -> section.findings()
                    .warn(
                            path.keyNode(),
                            "what a call costs at most is not known, so such calls are not forwarded; write"
                                    + " hold: with an amount, or { characters: $.text }"));
            return Optional.empty();
        }
        if (!(entry.value() instanceof MappingNode)) {
            return section.parsed(entry, text -> new HoldBound.Fixed(counting.aboveZero(text, "10")));
        }
        Section hold = section.section(entry);
        hold.allow(ServiceShape.Hold.class);
        List<String> places =
                hold.keys().stream().filter(key -> !key.equals(AT_MOST)).toList();
        if (places.size() != 1 || hold.has("request") != hold.has(AT_MOST)) {
            hold.findings()
                    .add(
                            hold.node(),
                            "'hold' comes from one place; write { request: $.TimeLimit, at_most: 60 minutes }, {"
                                    + " characters: $.text }, { segments: $.Body } or { bytes: 1000 }");
            return Optional.empty();
        }
        return hold.parsed(places.get(0), text -> bound(places.get(0), text, hold));
    }

    private HoldBound bound(String place, String text, Section hold) {
        if (place.equals("bytes")) {
            return new HoldBound.Bytes(Notation.positive(text));
        }
        JsonPath path = jsonPath(text);
        return switch (place) {
            case "characters" -> new HoldBound.Characters(path);
            case "segments" -> new HoldBound.Segments(path);
            default -> new HoldBound.Field(
                    path,
                    hold.parsed(AT_MOST, most -> counting.aboveZero(most, "60 minutes"))
                            .orElse(1L));
        };
    }

    private static JsonPath jsonPath(String text) {
        try {
            return new JsonPath(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(quoted(text) + " is " + wrong.getMessage(), wrong);
        }
    }

    private Optional<Callback> callback() {
        Section.Entry entry = section.entry(CALLBACK).orElse(null);
        boolean told = UsageNotation.isCalledBack(section);
        if (entry == null || !told) {
            if (entry != null || told) {
                section.findings()
                        .add(
                                section.node(),
                                "'callback' and 'usage: { callback: … }' go together; write both, such as usage: {"
                                        + " callback: CallDuration } and callback: { address: StatusCallback }");
            }
            return Optional.empty();
        }
        Section callback = section.section(entry);
        callback.allow(ServiceShape.Called.class);
        callback.require("address", "address: StatusCallback, the field that takes the address to call");
        if (callback.has("state") != callback.has("charged")) {
            callback.findings()
                    .add(
                            callback.node(),
                            "'state' and 'charged' go together; write state: CallStatus and charged: [completed]");
        }
        return Optional.of(new Callback(
                parameter(callback, "address").orElse(""),
                callback.parsed("suffix", text -> fitting(text, Form.FRAGMENT)).orElse(""),
                parameter(callback, "state"),
                listed(callback, "charged", Form.PARAMETER),
                listed(callback, "free", Form.PARAMETER),
                callback.parsed("signature", text -> fitting(text, Form.TOKEN)),
                callback.parsed("grace", Notation::duration).orElse(GRACE),
                callback.parsed("silence", ServiceRouteReader::isCharged).orElse(true)));
    }

    private static Optional<String> parameter(Section section, String key) {
        return section.parsed(key, text -> fitting(text, Form.PARAMETER));
    }

    private static boolean isCharged(String text) {
        return switch (text) {
            case "charge" -> true;
            case "free" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write charge or free");
        };
    }
}
