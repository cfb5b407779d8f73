package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.moderations.ModerationCreateParams;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The calls of OpenAI beside chats, by its official SDK for Java: completions, moderations, pictures, sound, speech. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenAiEndpointsIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 1 }
            providers:
              openai: { url: UPSTREAM_URL, key_env: PROVIDER_KEY }
            models:
              gpt-3.5-turbo-instruct: { provider: openai, tokens: { input: 1.50, output: 2.00 } }
              omni-moderation-latest: { provider: openai, free: true }
              dall-e-3: { provider: openai, image: { 1024x1024: 0.04, hd-1024x1024: 0.08, other: 0.12 } }
              gpt-image-1: { provider: openai, tokens: { input: 5, image_input: 10, output: 40 } }
              whisper-1: { provider: openai, aliases: [whisper], minute: 0.006 }
              gpt-4o-transcribe: { provider: openai, tokens: { input: 2.50, audio_input: 6, output: 10 } }
              tts-1: { provider: openai, characters: 15 }
              gpt-4o-mini-tts: { provider: openai, tokens: { input: 0.60, audio_output: 12, output: 12 } }
              gpt-4o: { provider: openai, tokens: { input: 2.50, output: 10.00 } }
            plans:
              test: { grant: { credits: 1000 } }
            """;

    private static final byte[] SOUND = new byte[20_500];

    private TestGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(PRICES);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(gateway.key())
                .build();
    }

    @AfterEach
    void forget() {
        gateway.provider.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** What the last call cost, in billionths of a dollar, and on which basis. */
    private String charged() {
        gateway.settled();
        return gateway.database
                .query("SELECT charged || ' ' || basis FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    private void tokens(long input, long output) {
        gateway.provider.script(Script.DEFAULT.with("input=" + input + "&output=" + output));
    }

    @Test
    void completes_several_prompts() {
        tokens(100, 10);
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model("gpt-3.5-turbo-instruct")
                .prompt(CompletionCreateParams.Prompt.ofArrayOfStrings(List.of("a", "b")))
                .n(2)
                .build();
        Completion answer = client.completions().create(params);
        assertThat(answer.choices()).hasSize(4);
        assertThat(charged()).isEqualTo("230000 reported");
        assertThat(gateway.provider.received().get(0).body()).contains("\"max_tokens\":16");

        try (StreamResponse<Completion> stream = client.completions().createStreaming(params)) {
            assertThat(stream.stream().toList())
                    .noneMatch(chunk -> chunk.usage().isPresent());
        }
        assertThat(charged()).isEqualTo("230000 reported");
    }

    @Test
    void moderates_for_nothing() {
        var answer = client.moderations()
                .create(ModerationCreateParams.builder().input("Is this bad?").build());
        assertThat(answer.results()).hasSize(1);
        assertThat(charged()).isEqualTo("0 reported");
    }

    @Test
    void makes_pictures_by_the_piece_and_by_the_token() {
        client.images()
                .generate(ImageGenerateParams.builder()
                        .model("dall-e-3")
                        .prompt("a cat")
                        .n(2)
                        .quality(ImageGenerateParams.Quality.of("hd"))
                        .size("1024x1024")
                        .build());
        assertThat(charged()).isEqualTo("160000000 reported");

        tokens(50, 1056);
        var picture = client.images()
                .generate(ImageGenerateParams.builder()
                        .model("gpt-image-1")
                        .prompt("a cat")
                        .build());
        assertThat(picture.usage().orElseThrow().outputTokens()).isEqualTo(1056);
        assertThat(charged()).isEqualTo("42490000 reported");

        try (var stream = client.images()
                .generateStreaming(ImageGenerateParams.builder()
                        .model("gpt-image-1")
                        .prompt("a cat")
                        .partialImages(2)
                        .build())) {
            assertThat(stream.stream()).hasSize(3);
        }
        assertThat(charged()).isEqualTo("42490000 reported");
    }

    @Test
    void changes_a_picture_that_is_sent_as_a_file() {
        tokens(400, 1056);
        client.images()
                .edit(ImageEditParams.builder()
                        .model("gpt-image-1")
                        .prompt("a dog")
                        .image("not a picture".getBytes(StandardCharsets.UTF_8))
                        .build());
        assertThat(charged()).isEqualTo("44240000 reported");
        assertThat(gateway.provider.received().get(0).headers().get("content-type"))
                .startsWith("multipart/form-data; boundary=");
    }

    /** 20,500 bytes are 21 seconds to the simulator: 21 / 60 of 0.006. */
    @Test
    void writes_down_sound_by_the_second_and_by_the_token() {
        var params = TranscriptionCreateParams.builder().file(SOUND);
        var answer =
                client.audio().transcriptions().create(params.model("whisper").build());
        assertThat(answer.asTranscription().text()).contains(TestGateway.ANSWER);
        assertThat(charged()).isEqualTo("2100000 reported");
        // An alias is sent as the model's own name, within the form.
        assertThat(gateway.provider.received().get(0).body()).contains("whisper-1");

        tokens(1000, 100);
        client.audio().transcriptions().create(params.model("gpt-4o-transcribe").build());
        assertThat(charged()).isEqualTo("7000000 reported");

        try (StreamResponse<TranscriptionStreamEvent> stream = client.audio()
                .transcriptions()
                .createStreaming(params.model("gpt-4o-transcribe").build())) {
            assertThat(stream.stream().filter(TranscriptionStreamEvent::isTranscriptTextDone))
                    .hasSize(1);
        }
        assertThat(charged()).isEqualTo("7000000 reported");
    }

    /** 20,500 bytes at 1,000 a second, the thinnest sound there is, are 21 seconds. */
    @Test
    void subtitles_tell_nothing_and_are_charged_by_the_length_of_the_file() {
        String form = "--xx\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
                + "--xx\r\nContent-Disposition: form-data; name=\"response_format\"\r\n\r\nsrt\r\n"
                + "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\n"
                + "x".repeat(20_500) + "\r\n--xx--\r\n";
        var answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/audio/transcriptions"))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "multipart/form-data; boundary=xx")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(TestGateway.ANSWER + "\n");
        assertThat(answer.headers().firstValue("tollgate-cost")).contains("0.0021");
        assertThat(charged()).isEqualTo("2100000 estimated");
    }

    @Test
    void speaks_by_the_character_and_by_the_token() throws IOException {
        SpeechCreateParams.Builder params =
                SpeechCreateParams.builder().input("Hello, €1.").voice("alloy");
        try (HttpResponse sound =
                client.audio().speech().create(params.model("tts-1").build())) {
            assertThat(new String(sound.body().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(TestGateway.ANSWER);
        }
        assertThat(charged()).isEqualTo("150000 reported");

        tokens(10, 200);
        try (HttpResponse events = client.audio()
                .speech()
                .create(params.model("gpt-4o-mini-tts")
                        .streamFormat(SpeechCreateParams.StreamFormat.SSE)
                        .build())) {
            assertThat(new String(events.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("speech.audio.done");
        }
        assertThat(charged()).isEqualTo("2406000 reported");
    }

    @Test
    void a_form_without_a_model_is_refused_before_anything_is_sent() {
        var answer = gateway.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/audio/transcriptions"))
                        .header("authorization", "Bearer " + gateway.key())
                        .header("content-type", "multipart/form-data; boundary=xx")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--xx--\r\n")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'model' is missing in the form");
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @Test
    void a_model_that_is_sold_by_the_token_alone_is_not_given_away_where_tokens_are_not_told() {
        gateway.provider.script(Script.DEFAULT.with("usage=missing"));
        gateway.post(
                "/v1/images/generations", gateway.key(), "{\"model\":\"gpt-image-1\",\"prompt\":\"a cat\",\"n\":2}");
        assertThat(charged()).endsWith(" estimated").doesNotStartWith("0 ");
    }
}
