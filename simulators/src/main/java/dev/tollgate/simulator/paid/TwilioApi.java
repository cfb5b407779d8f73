package dev.tollgate.simulator.paid;

import dev.tollgate.simulator.provider.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@code POST /2010-04-01/Accounts/{Sid}/Messages.json} and {@code /Calls.json}. */
final class TwilioApi {

    private static final String ACCOUNTS = "/2010-04-01/Accounts/";
    private static final int ALONE = 160;
    private static final int OF_SEVERAL = 153;
    private static final int WIDE_ALONE = 70;
    private static final int WIDE_OF_SEVERAL = 67;

    private final AtomicLong next = new AtomicLong();
    private final List<PlacedCall> calls = new CopyOnWriteArrayList<>();

    /** Empty for paths of others. */
    Optional<Reply> answer(ReceivedRequest request, String path, Behaviour behaviour) {
        boolean message = path.endsWith("/Messages.json");
        if (!path.startsWith(ACCOUNTS) || !message && !path.endsWith("/Calls.json")) {
            return Optional.empty();
        }
        if (!request.header("authorization").filter(this::isOurs).isPresent()
                || !path.startsWith(ACCOUNTS + PaidSimulator.ACCOUNT_SID + "/")) {
            return Optional.of(error(401, 20003, "Authenticate"));
        }
        if (behaviour == Behaviour.FAILS) {
            return Optional.of(error(500, 20500, "Internal Server Error"));
        }
        Map<String, String> form = Fields.read(request.body());
        if (behaviour == Behaviour.REFUSES || form.getOrDefault("To", "").isEmpty()) {
            return Optional.of(error(400, 21604, "A 'To' phone number is required."));
        }
        Reply done = message ? message(form, behaviour) : call(form);
        return Optional.of(behaviour == Behaviour.FAILS_LATE ? error(500, 20500, "Internal Server Error") : done);
    }

    List<PlacedCall> calls() {
        return List.copyOf(calls);
    }

    private boolean isOurs(String authorization) {
        String both = PaidSimulator.ACCOUNT_SID + ":" + PaidSimulator.AUTH_TOKEN;
        return authorization.equals(
                "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    private static Reply error(int status, int code, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", code);
        body.put("message", message);
        body.put("more_info", "https://www.twilio.com/docs/errors/" + code);
        body.put("status", status);
        return Reply.json(status, body);
    }

    private Reply message(Map<String, String> form, Behaviour behaviour) {
        boolean service = form.containsKey("MessagingServiceSid");
        String segments = service || behaviour == Behaviour.ZERO ? "0" : segments(form.getOrDefault("Body", ""));
        Map<String, Object> body = resource("SM", form);
        body.put("body", form.getOrDefault("Body", ""));
        body.put("num_media", "0");
        if (behaviour != Behaviour.UNTOLD) {
            body.put("num_segments", behaviour == Behaviour.GARBLED ? "a few" : segments);
        }
        body.put("messaging_service_sid", form.get("MessagingServiceSid"));
        body.put("error_code", null);
        body.put("status", service ? "accepted" : "queued");
        return Reply.json(201, body);
    }

    private static String segments(String text) {
        boolean wide = text.chars().anyMatch(sign -> sign > '~');
        int alone = wide ? WIDE_ALONE : ALONE;
        int each = wide ? WIDE_OF_SEVERAL : OF_SEVERAL;
        return Integer.toString(text.length() <= alone ? 1 : (text.length() + each - 1) / each);
    }

    private Reply call(Map<String, String> form) {
        Map<String, Object> body = resource("CA", form);
        body.put("duration", null);
        body.put("status", "queued");
        calls.add(new PlacedCall(String.valueOf(body.get("sid")), form, form.getOrDefault("StatusCallback", "")));
        return Reply.json(201, body);
    }

    private Map<String, Object> resource(String kind, Map<String, String> form) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sid", kind + String.format("%032x", next.incrementAndGet()));
        body.put("account_sid", PaidSimulator.ACCOUNT_SID);
        body.put("to", form.get("To"));
        body.put("from", form.get("From"));
        @Nullable Object unknown = null;
        body.put("price", unknown);
        body.put("price_unit", "USD");
        body.put("api_version", "2010-04-01");
        body.put("direction", "outbound-api");
        return body;
    }
}
