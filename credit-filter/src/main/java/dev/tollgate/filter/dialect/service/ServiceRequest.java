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
        if (!route.allowed().fields().isEmpty() && this.body instanceof OpaqueBody && bytes > 0) {
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
    }

    String contentType() {
        return body.contentType();
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

    /** The most that it can count, at least one piece. */
    long most() {
        long most = quantity().map(told -> service.counting().counted(told)).orElseGet(this::bound);
        return Math.max(1, most);
    }

    private long bound() {
        HoldBound bound = route.hold().orElseThrow();
        if (bound instanceof HoldBound.Fixed fixed) {
            return fixed.most();
        }
        if (bound instanceof HoldBound.Field field) {
            return number(field.path()).map(told -> within(told, field)).orElse(field.most());
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

    private static long within(BigDecimal told, HoldBound.Field field) {
        if (told.signum() == 0 || told.compareTo(BigDecimal.valueOf(field.most())) > 0) {
            throw new MalformedRequest("The number at " + field.path().text() + " must be above 0 and at most "
                    + field.most() + ". Send a smaller one, or leave it out.");
        }
        return told.setScale(0, RoundingMode.CEILING).longValueExact();
    }

    private String text(JsonPath path) {
        return body.text(path)
                .orElseThrow(() -> new MalformedRequest("The request must have a text at " + path.text() + "."));
    }

    private Optional<BigDecimal> number(JsonPath path) {
        Optional<String> text = body.text(path);
        Optional<BigDecimal> number = Quantities.read(text);
        if (text.isPresent() && number.isEmpty()) {
            throw new MalformedRequest("What stands at " + path.text() + " must be a plain number, such as 60.");
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
