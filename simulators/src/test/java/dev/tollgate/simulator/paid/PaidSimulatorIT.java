package dev.tollgate.simulator.paid;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the providers' documentation shows of their answers, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaidSimulatorIT {

    private static final String MESSAGES = "/2010-04-01/Accounts/" + PaidSimulator.ACCOUNT_SID + "/Messages.json";

    private final HttpClient http = HttpClient.newHttpClient();
    private PaidSimulator paid;

    @BeforeAll
    void start() {
        paid = PaidSimulator.start(0);
    }

    @AfterAll
    void stop() {
        paid.close();
    }

    private HttpResponse<String> post(String path, String header, String value, String type, String body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(paid.url() + path))
                        .header(header, value)
                        .header("content-type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> message(String token, String form) throws Exception {
        String both = PaidSimulator.ACCOUNT_SID + ":" + token;
        return post(
                MESSAGES,
                "authorization",
                "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)),
                "application/x-www-form-urlencoded",
                form);
    }

    @Test
    void messages_tell_their_segments_as_a_text_and_no_price() throws Exception {
        HttpResponse<String> sent = message(PaidSimulator.AUTH_TOKEN, "To=1&From=2&Body=" + "a".repeat(161));
        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(sent.body()).contains("\"num_segments\":\"2\"", "\"price\":null", "\"status\":\"queued\"");
        assertThat(message(PaidSimulator.AUTH_TOKEN, "To=1&MessagingServiceSid=MG1&Body=a")
                        .body())
                .contains("\"num_segments\":\"0\"", "\"status\":\"accepted\"");
        assertThat(message("another", "To=1&Body=a").body()).contains("\"code\":20003");
        assertThat(message(PaidSimulator.AUTH_TOKEN, "Body=a").statusCode()).isEqualTo(400);
    }

    @Test
    void speech_tells_its_cost_in_a_header_and_transcripts_their_length_in_json() throws Exception {
        HttpResponse<String> speech = post(
                "/v1/text-to-speech/rachel",
                "xi-api-key",
                PaidSimulator.ELEVENLABS_KEY,
                "application/json",
                "{\"text\":\"Hello\"}");
        assertThat(speech.headers().firstValue("character-cost")).contains("5");
        assertThat(speech.headers().firstValue("content-type")).contains("audio/mpeg");
        HttpResponse<String> transcript = post(
                "/v1/listen", "authorization", "Token " + PaidSimulator.DEEPGRAM_KEY, "audio/wav", "a".repeat(24_000));
        assertThat(transcript.body()).contains("\"duration\":1.5");
        paid.enqueue(Behaviour.FAILS);
        assertThat(post("/v1/listen", "authorization", "Token " + PaidSimulator.DEEPGRAM_KEY, "audio/wav", "a")
                        .statusCode())
                .isEqualTo(500);
        assertThat(post("/v1/voices", "xi-api-key", "x", "audio/wav", "a").statusCode())
                .isEqualTo(404);
    }

    /** The example of Twilio's documentation of request validation. */
    @Test
    void callbacks_are_signed_as_twilio_signs() {
        assertThat(TwilioSignature.of(
                        "https://mycompany.com/myapp.php?foo=1&bar=2",
                        Map.of(
                                "CallSid", "CA1234567890ABCDE",
                                "Caller", "+14158675310",
                                "Digits", "1234",
                                "From", "+14158675310",
                                "To", "+18005551212"),
                        "12345"))
                .isEqualTo("GvWf1cFY/Q7PnoempGyD5oXAezc=");
    }
}
