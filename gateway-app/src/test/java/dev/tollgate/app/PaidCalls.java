package dev.tollgate.app;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Calls of the services of the example file, as their providers' clients make them. */
record PaidCalls(TestGateway gateway) {

    static final String SMS = "/2010-04-01/Accounts/ACmine/Messages.json";
    static final String SPEECH = "/v1/text-to-speech/rachel?output_format=mp3_44100_128";

    HttpResponse<String> send(String path, String key, String type, HttpRequest.BodyPublisher body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", type)
                .POST(body));
    }

    HttpResponse<String> sms(String key, String text) {
        return form(SMS, key, message(text));
    }

    /** The same with an Idempotency-Key. */
    HttpResponse<String> smsOnce(String key, String text, String once) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + SMS))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("idempotency-key", once)
                .POST(HttpRequest.BodyPublishers.ofString(message(text))));
    }

    HttpResponse<String> form(String path, String key, String form) {
        return send(path, key, "application/x-www-form-urlencoded", HttpRequest.BodyPublishers.ofString(form));
    }

    HttpResponse<String> speech(String key, String text) {
        return send(
                SPEECH,
                key,
                "application/json",
                HttpRequest.BodyPublishers.ofString("{\"text\":\"" + text + "\",\"model_id\":\"eleven_v3\"}"));
    }

    HttpResponse<String> transcript(String key, int bytes) {
        return send(
                "/v1/listen?smart_format=true",
                key,
                "audio/wav",
                HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]));
    }

    private static String message(String text) {
        return "To=%2B15005550001&From=%2B15005550006&Body=" + encoded(text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }
}
