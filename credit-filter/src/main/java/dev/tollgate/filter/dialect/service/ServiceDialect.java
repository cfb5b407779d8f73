package dev.tollgate.filter.dialect.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.answer.UsageReaders;
import dev.tollgate.filter.dialect.json.DenialJson;
import dev.tollgate.filter.limit.Standing;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRoute;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The wire format of one request of a service, as the price book tells it. What is refused is told as a problem of RFC
 * 9457.
 *
 * @param contentType of the request; empty: it names none
 * @param query of the request, as it was sent; the operation's has what the gateway writes too
 * @param token in the address of the callback; empty: there is none
 * @param callbackAddress that the provider is told; empty: there is none
 */
public record ServiceDialect(
        Service service, ServiceRoute route, String contentType, String query, String token, String callbackAddress)
        implements Dialect {

    /** What the usage log calls the operation, and the dialect. */
    public static final String NAME = "service";

    /** What may stand in a query, encoded or not; no semicolon, which divides parameters for some. */
    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~%!$'()*+,:@/?&=-]{0,2000}");

    private static final int SHOWN = 40;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Operation> operations() {
        return List.of();
    }

    @Override
    public Intent intent(Operation operation, byte[] body) {
        requireAllowed();
        try {
            ServiceRequest request = new ServiceRequest(service, route, contentType, body);
            return new ServiceIntent(
                    operation,
                    new ServiceCall(service, request.most(), token),
                    request.quantity(),
                    request.upstream(callbackAddress),
                    request.contentType());
        } catch (ArithmeticException tooLarge) {
            throw new MalformedRequest("The quantity of this request is larger than anybody can count.");
        }
    }

    /** The query for the provider. */
    public String upstreamQuery() {
        Stream<String> ours = route.setQuery().entrySet().stream()
                .map(each -> URLEncoder.encode(each.getKey(), UTF_8) + '=' + URLEncoder.encode(each.getValue(), UTF_8));
        return Stream.concat(query.isEmpty() ? Stream.empty() : Stream.of(query), ours)
                .collect(Collectors.joining("&"));
    }

    private void requireAllowed() {
        if (!QUERY.matcher(query).matches()) {
            throw new MalformedRequest("The query has a sign in it that must be encoded.");
        }
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (route.setQuery().keySet().stream().anyMatch(name::equalsIgnoreCase)) {
                throw new MalformedRequest("The parameter '" + name + "' is written by this gateway. Leave it out.");
            }
            if (!route.allowed().query().contains(name)) {
                List<String> taken = route.allowed().query();
                throw new MalformedRequest("The parameter '" + (name.length() > SHOWN ? name.substring(0, SHOWN) : name)
                        + "' is not taken here. "
                        + (taken.isEmpty() ? "Send none." : "Send " + String.join(", ", taken) + " only."));
            }
        }
    }

    @Override
    public boolean takesUploads(Operation operation) {
        return true;
    }

    @Override
    public UsageReader reader(Intent intent, UsageReader.Answer answer) {
        ServiceMeter meter = new ServiceMeter((ServiceIntent) intent, answer);
        String type = ServiceBody.mediaType(answer.contentType());
        boolean json = type.equals(JsonFields.TYPE)
                || type.endsWith("+json")
                || type.isEmpty() && service.counting().from() instanceof Quantity.Answered;
        return json ? UsageReaders.of(intent, answer, meter, false) : new PassingReader(meter);
    }

    @Override
    public byte[] error(Denial denial, String requestId) {
        return DenialJson.object(json -> {
            json.writeStringProperty("type", "about:blank");
            json.writeStringProperty("title", denial.code().code().replace('_', ' '));
            json.writeNumberProperty("status", denial.status());
            json.writeStringProperty("detail", denial.message());
            json.writeStringProperty("code", denial.code().code());
            DenialJson.tollgate(json, denial, requestId);
            DenialJson.whatFits(json, denial);
        });
    }

    @Override
    public String errorType() {
        return "application/problem+json";
    }

    /** An answer that breaks off has no place for an event of ours. */
    @Override
    public byte[] errorEvent(Operation operation, Denial denial, String requestId) {
        return new byte[0];
    }

    @Override
    public Map<String, String> limitHeaders(Standing standing, Instant now) {
        return Map.of();
    }

    /** Without the token: it may end up in a log line. */
    @Override
    public String toString() {
        return "ServiceDialect[" + service.name() + "]";
    }
}
