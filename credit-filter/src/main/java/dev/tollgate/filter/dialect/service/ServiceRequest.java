package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.pricing.Callback;
import dev.tollgate.pricing.HoldBound;
import dev.tollgate.pricing.JsonPath;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRoute;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what a request of a service can count, and what the gateway writes into it. What callers may not send is refused by
 * name.
 */
final class ServiceRequest {

    private final Service service;
    private final ServiceRoute route;
    private final ServiceBody body;
    private final int bytes;

    /** @throws MalformedRequest if callers may not send this */
    ServiceRequest(Service service, ServiceRoute route, String contentType, byte[] body) {
        this.service = service;
        this.route = route;
        if (!route.allowed().type(ServiceBody.mediaType(contentType))) {
            throw new MalformedRequest("The Content-Type '" + contentType + "' is not taken here. Send one of "
                    + String.join(", ", route.allowed().types()) + ".");
        }
        this.body = ServiceBody.read(contentType, body);
        this.bytes = body.length;
        if (route.allowed().readsFields() && this.body instanceof OpaqueBody && bytes > 0) {
            this.body.with(Map.of("any", "field"));
        }
        this.body.names().forEach(this::refuseOthers);
    }

    private void refuseOthers(String name) {
        boolean ours = route.set().keySet().stream().anyMatch(name::equalsIgnoreCase)
                || route.callback()
                        .filter(each -> name.equalsIgnoreCase(each.address()))
                        .isPresent();
        if (ours) {
            throw new MalformedRequest("The field '" + name + "' is written by this gateway. Leave it out.");
        }
        if (!route.allowed().field(name)) {
            throw new MalformedRequest("The field '" + name + "' is not taken here. Send "
                    + String.join(", ", route.allowed().fields()) + " only.");
        }
        requireValue(name);
        // A provider that reads names loosely would take this one, and not the one that is priced.
        Stream.concat(priced().map(ServiceRequest::top), route.allowed().values().keySet().stream())
                .filter(read -> name.equalsIgnoreCase(read) && !name.equals(read))
                .findFirst()
                .ifPresent(read -> {
                    throw new MalformedRequest("The field '" + name + "' is written '" + read + "' here.");
                });
    }

    private void requireValue(String name) {
        if (!route.allowed().values().containsKey(name)) {
            return;
        }
        String value = body.field(name)
                .orElseThrow(() -> new MalformedRequest("What stands at $." + name + " must be a text."));
        if (!route.allowed().value(name, value)) {
            throw new MalformedRequest("The value of '" + name + "' is not taken here. It must be like "
                    + String.join(" or ", route.allowed().values().get(name)) + ".");
        }
    }

    String contentType() {
        return body.contentType();
    }

    /** Places in the request that tell what it costs. */
    private Stream<JsonPath> priced() {
        Optional<JsonPath> quantity = service.counting().from() instanceof Quantity.Requested requested
                ? Optional.of(requested.path())
                : Optional.empty();
        return Stream.concat(quantity.stream(), route.hold().flatMap(HoldBound::place).stream());
    }

    private static String top(JsonPath path) {
        return path.text().split("[.\\[\\]]+", 3)[1];
    }

    /** The quantity, where the request tells it; empty: it does not. */
    Optional<BigDecimal> quantity() {
        if (service.counting().from() instanceof Quantity.Count) {
            return Optional.of(BigDecimal.ONE);
        }
        return service.counting().from() instanceof Quantity.Requested requested
                ? Optional.of(number(requested.path())
                        .orElseThrow(() -> new MalformedRequest("The request must tell its quantity, a number, at "
                                + requested.path().text() + ".")))
                : Optional.empty();
    }

    /** The most that it can count, at least one piece: a limit holds although the quantity is known. */
    long most() {
        long known = quantity().map(told -> service.counting().counted(told)).orElse(1L);
        return Math.max(known, bound());
    }

    private long bound() {
        HoldBound bound = route.hold().orElseThrow();
        if (bound instanceof HoldBound.Fixed fixed) {
            return fixed.most();
        }
        if (bound instanceof HoldBound.Field field) {
            return number(field.path())
                    .map(told -> within(told, field.path(), field.most()))
                    .orElse(field.most());
        }
        if (bound instanceof HoldBound.Characters characters) {
            String text = text(characters.path());
            return text.codePointCount(0, text.length());
        }
        if (bound instanceof HoldBound.Segments segments) {
            return SmsSegments.of(text(segments.path()));
        }
        long each = ((HoldBound.Bytes) bound).each();
        return (bytes + each - 1) / each;
    }

    private static long within(BigDecimal told, JsonPath place, long most) {
        if (told.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new MalformedRequest("The number at " + place.text() + " must be above 0 and at most " + most
                    + ". Send a smaller one, or leave it out.");
        }
        return told.setScale(0, RoundingMode.CEILING).longValueExact();
    }

    private String text(JsonPath path) {
        return body.text(path)
                .orElseThrow(() -> new MalformedRequest("The request must have a text at " + path.text() + "."));
    }

    /** Empty only if nothing stands there: what is there in another form, the provider may read in its own way. */
    private Optional<BigDecimal> number(JsonPath path) {
        Optional<String> text = body.text(path);
        boolean time = service.counting().measure().isTime();
        Optional<BigDecimal> number = text.flatMap(each -> Quantities.asked(each, time));
        if (number.isEmpty() && (text.isPresent() || body.names().contains(top(path)))) {
            throw new MalformedRequest("What stands at " + path.text() + " must be "
                    + (time ? "a whole number" : "a number") + " above 0 and nothing else, such as 60.");
        }
        return number;
    }

    /**
     * The body for the provider.
     *
     * @param callbackAddress empty: none is written
     */
    byte[] upstream(String callbackAddress) {
        Map<String, Object> written = new LinkedHashMap<>(route.set());
        if (route.hold().orElseThrow() instanceof HoldBound.Field field
                && body.text(field.path()).isEmpty()) {
            String name = field.path().text().substring(2);
            if (name.indexOf('.') >= 0 || name.indexOf('[') >= 0) {
                throw new MalformedRequest(
                        "The request must have a number at " + field.path().text() + ".");
            }
            written.put(name, field.most());
        }
        route.callback().map(Callback::address).ifPresent(name -> written.put(name, callbackAddress));
        return body.with(written);
    }
}
