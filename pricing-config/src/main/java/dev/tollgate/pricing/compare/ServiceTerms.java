package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Callback;
import dev.tollgate.pricing.HoldBound;
import dev.tollgate.pricing.Measure;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRoute;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a service's entry says beside its price, in the words of the file. */
final class ServiceTerms {

    private ServiceTerms() {}

    static EntryTerms of(Service service) {
        Service.Counting counting = service.counting();
        EntryTerms terms = new EntryTerms()
                .with("counted in", counting.measure().name().toLowerCase(Locale.ROOT))
                .with("round_up", counted(counting.step(), counting.measure()))
                .with("minimum", counted(counting.least(), counting.measure()))
                .with("usage", usage(counting.from()))
                .with(
                        "cost",
                        service.cost().map(cost -> Words.plain(cost.amount())).orElse(""));
        service.route().ifPresent(route -> route(terms, route, counting.measure()));
        return terms;
    }

    private static void route(EntryTerms terms, ServiceRoute route, Measure measure) {
        ServiceRoute.Allowed allowed = route.allowed();
        terms.with("provider", route.provider())
                .with("method", route.method())
                .with("path", route.path().pattern())
                .with("query", String.join(", ", allowed.query()))
                .with("fields", String.join(", ", allowed.fields()))
                .with("types", String.join(", ", allowed.types()))
                .with(
                        "values",
                        Words.map(allowed.values().entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey, patterns -> String.join(", ", patterns.getValue())))))
                .with("set", Words.map(route.set()))
                .with("set_query", Words.map(route.setQuery()))
                .with("hold", route.hold().map(hold -> hold(hold, measure)).orElse(""));
        route.callback().ifPresent(callback -> callback(terms, callback));
    }

    private static void callback(EntryTerms terms, Callback callback) {
        terms.with("callback.address", callback.address())
                .with("callback.suffix", callback.suffix())
                .with("callback.state", callback.state().orElse(""))
                .with("callback.charged", String.join(", ", callback.charged()))
                .with("callback.free", String.join(", ", callback.free()))
                .with("callback.signature", callback.signature().orElse(""))
                .with("callback.grace", Words.duration(Optional.of(callback.grace())))
                .with("callback.silence", callback.silenceIsCharged() ? "charge" : "free");
    }

    private static String counted(long number, Measure measure) {
        return measure.isTime() ? number + (number == 1 ? " second" : " seconds") : String.valueOf(number);
    }

    private static String usage(Quantity from) {
        if (from instanceof Quantity.Answered answered) {
            return answered.zeroIsTold()
                    ? answered.path().text()
                    : "response: " + answered.path().text() + ", zero: estimate";
        }
        if (from instanceof Quantity.Requested requested) {
            return "request: " + requested.path().text();
        }
        if (from instanceof Quantity.CalledBack called) {
            return "callback: " + called.field();
        }
        return from instanceof Quantity.Header header ? "header: " + header.name() : "count";
    }

    private static String hold(HoldBound hold, Measure measure) {
        if (hold instanceof HoldBound.Fixed fixed) {
            return counted(fixed.most(), measure);
        }
        if (hold instanceof HoldBound.Bytes bytes) {
            return "bytes: " + bytes.each();
        }
        if (hold instanceof HoldBound.Field field) {
            return "request: " + field.path().text() + ", at_most: " + counted(field.most(), measure);
        }
        return (hold instanceof HoldBound.Segments ? "segments: " : "characters: ")
                + hold.place().orElseThrow().text();
    }
}
