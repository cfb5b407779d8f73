package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.paid.PaidSimulator;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Text messages, speech and transcripts by the example file alone, from a client to the provider and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaidServicesIT {

    private static final String SMS = "/2010-04-01/Accounts/ACmine/Messages.json";
    private static final String SPEECH = "/v1/text-to-speech/rachel?output_format=mp3_44100_128";

    private PaidSimulator paid;
    private TestGateway gateway;

    @BeforeAll
    void start() {
        paid = PaidSimulator.start(0);
        gateway = TestGateway.start(PaidExample.prices(paid), PaidExample.KEYS);
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
        paid.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
        paid.close();
    }

    private HttpResponse<String> send(String path, String key, String type, HttpRequest.BodyPublisher body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", type)
                .POST(body));
    }

    private HttpResponse<String> sms(String key, String text) {
        return form(SMS, key, "To=%2B15005550001&From=%2B15005550006&Body=" + encoded(text));
    }

    private HttpResponse<String> form(String path, String key, String form) {
        return send(path, key, "application/x-www-form-urlencoded", HttpRequest.BodyPublishers.ofString(form));
    }

    private HttpResponse<String> speech(String key, String text) {
        return send(
                SPEECH,
                key,
                "application/json",
                HttpRequest.BodyPublishers.ofString("{\"text\":\"" + text + "\",\"model_id\":\"eleven_v3\"}"));
    }

    private HttpResponse<String> transcript(String key, int bytes) {
        return send(
                "/v1/listen?smart_format=true",
                key,
                "audio/wav",
                HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    @Test
    void a_text_message_costs_its_segments() {
        HttpResponse<String> answer = sms(gateway.key(), "x".repeat(200));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).contains("\"num_segments\":\"2\"").contains("\"price\":null");
        // 2 x 0.0083 dollars, 20 % on top, 100 credits a dollar
        assertThat(answer.headers().firstValue("tollgate-cost")).contains("1.992");
        assertThat(last("provider || ' ' || operation || ' ' || model || ' ' || basis || ' ' || charged"))
                .isEqualTo("twilio service sms reported 1992000000");
        assertThat(paid.received().get(0).uri())
                .isEqualTo("/2010-04-01/Accounts/" + PaidSimulator.ACCOUNT_SID + "/Messages.json");
        assertThat(paid.received().get(0).body()).endsWith("Body=" + "x".repeat(200));
    }
}
