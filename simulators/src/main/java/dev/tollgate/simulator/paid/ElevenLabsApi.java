package dev.tollgate.simulator.paid;

import dev.tollgate.simulator.provider.ReceivedRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /v1/text-to-speech/{voice}} and {@code /stream}: sound, and in a header what it costs. */
final class ElevenLabsApi {

    static final String KEY = "sk_elevenlabs_simulator";

    private static final int PIECE = 512;
    private static final int PIECES = 3;

    /** Empty for paths of others. */
    Optional<Reply> answer(ReceivedRequest request, String path, Behaviour behaviour) {
        if (!path.startsWith("/v1/text-to-speech/")) {
            return Optional.empty();
        }
        if (!request.header("xi-api-key").filter(KEY::equals).isPresent()) {
            return Optional.of(error(401, "invalid_api_key", "Invalid API key"));
        }
        if (behaviour == Behaviour.FAILS) {
            return Optional.of(error(500, "internal_server_error", "Something went wrong"));
        }
        String text = Reply.read(request.body()).path("text").asString("");
        if (behaviour == Behaviour.REFUSES || text.isEmpty()) {
            return Optional.of(error(400, "invalid_text", "The text is empty"));
        }
        Map<String, String> headers =
                new HashMap<>(Map.of("request-id", UUID.randomUUID().toString()));
        switch (behaviour) {
            case UNTOLD -> {}
            case GARBLED -> headers.put("character-cost", "-1");
            case ZERO -> headers.put("character-cost", "0");
            default -> headers.put("character-cost", Integer.toString(text.codePointCount(0, text.length())));
        }
        return Optional.of(new Reply(200, "audio/mpeg", headers, sound()));
    }

    private static Reply error(int status, String kind, String message) {
        return Reply.json(status, Map.of("detail", Map.of("status", kind, "message", message)));
    }

    private static List<byte[]> sound() {
        byte[] piece = new byte[PIECE];
        Arrays.fill(piece, (byte) 0xFF);
        return Collections.nCopies(PIECES, piece);
    }
}
