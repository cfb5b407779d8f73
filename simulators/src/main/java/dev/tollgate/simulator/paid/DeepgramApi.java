package dev.tollgate.simulator.paid;

import dev.tollgate.simulator.provider.ReceivedRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /v1/listen}: what was said, and how long the sound was. Each 16,000 bytes are a second. */
final class DeepgramApi {

    static final String KEY = "deepgram-simulator-key";

    private static final int BYTES_A_SECOND = 16_000;

    /** Empty for paths of others. */
    Optional<Reply> answer(ReceivedRequest request, String path, int bytes, Behaviour behaviour) {
        if (!path.equals("/v1/listen")) {
            return Optional.empty();
        }
        if (!request.header("authorization").filter(("Token " + KEY)::equals).isPresent()) {
            return Optional.of(error(401, "INVALID_AUTH", "Invalid credentials."));
        }
        if (behaviour == Behaviour.FAILS) {
            return Optional.of(error(500, "INTERNAL_SERVER_ERROR", "Something went wrong."));
        }
        if (behaviour == Behaviour.REFUSES || bytes == 0) {
            return Optional.of(
                    error(400, "Bad Request", "Bad Request: failed to process audio: corrupt or unsupported data"));
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("transaction_key", "deprecated");
        metadata.put("request_id", UUID.randomUUID().toString());
        switch (behaviour) {
            case UNTOLD -> {}
            case GARBLED -> metadata.put("duration", "long");
            case ZERO -> metadata.put("duration", 0.0);
            case MUCH -> metadata.put("duration", 100.0 * bytes / BYTES_A_SECOND);
            default -> metadata.put("duration", (double) bytes / BYTES_A_SECOND);
        }
        metadata.put("channels", 1);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("metadata", metadata);
        body.put(
                "results",
                Map.of(
                        "channels",
                        List.of(Map.of(
                                "alternatives",
                                List.of(Map.of("transcript", "Hello from the simulator.", "confidence", 0.99))))));
        return Optional.of(Reply.json(200, body));
    }

    private static Reply error(int status, String code, String message) {
        return Reply.json(
                status,
                Map.of(
                        "err_code", code,
                        "err_msg", message,
                        "request_id", UUID.randomUUID().toString()));
    }
}
