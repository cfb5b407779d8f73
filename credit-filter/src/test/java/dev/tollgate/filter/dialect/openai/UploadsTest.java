package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.Reference;
import dev.tollgate.pricing.TokenKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files: read in place, bounded by their files, and changed in nothing but the model's name. */
final class UploadsTest {

    private static final OpenAiDialect DIALECT = new OpenAiDialect();

    private static Intent ask(String name, byte[] body) {
        Operation operation = DIALECT.operations().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        return DIALECT.intent(operation, body);
    }

    private static byte[] form(byte[] file, String... fields) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            form.writeBytes(("--xx\r\nContent-Disposition: form-data; name=\"" + fields[i] + "\"\r\n\r\n"
                            + fields[i + 1] + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        form.writeBytes(("--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                        + "Content-Type: audio/wav\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(file);
        form.writeBytes("\r\n--xx--\r\n".getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    /** Plain samples of one channel, 16 bits each. */
    private static byte[] wav(int samplesASecond, int seconds) {
        int data = samplesASecond * 2 * seconds;
        ByteBuffer wav = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(samplesASecond).putInt(samplesASecond * 2);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data);
        return wav.array();
    }

    @Test
    void a_sound_is_bounded_by_its_length() {
        Intent intent = ask("transcriptions", form(wav(8000, 30), "model", "whisper-1", "stream", "true"));
        assertThat(intent.model()).isEqualTo("whisper-1");
        assertThat(intent.streaming()).isTrue();
        // The head of the file counts as sound.
        assertThat(intent.unitBounds()).containsOnlyKeys("second").containsEntry("second", 31L);
        assertThat(intent.inputBound(OptionalLong.empty())).isBetween(31L * 20, 31L * 20 + 3_000);
        assertThat(intent.inputKinds()).contains(TokenKind.INPUT_AUDIO);
    }

    @Test
    void a_sound_whose_length_nobody_can_tell_is_taken_for_the_thinnest_there_is() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Intent intent = ask("translations", form(noise, "model", "whisper-1"));
        assertThat(intent.unitBounds()).containsEntry("second", 100L);
        // Charged where the provider tells no length.
        assertThat(intent.unitEstimate()).isEqualTo(100);
        byte[] liar = wav(8000, 30);
        liar[28] = 1; // More bytes a second than its samples have.
        assertThat(ask("transcriptions", form(liar, "model", "m")).unitBounds()).containsEntry("second", 481L);
    }

    @Test
    void an_address_beside_a_file_may_be_what_is_read() {
        Intent intent =
                ask("transcriptions", form(wav(8000, 30), "model", "whisper-1", "url", "https://example.com/long.mp3"));
        assertThat(intent.unitBounds()).containsEntry("second", 4L * 3_600);
        assertThat(intent.unitEstimate()).isEqualTo(4L * 3_600);
    }

    @Test
    void only_operations_with_files_take_larger_bodies() {
        assertThat(DIALECT.operations().stream()
                        .filter(DIALECT::takesUploads)
                        .map(Operation::name)
                        .distinct())
                .containsExactly("image_edits", "transcriptions", "translations");
    }

    @Test
    void nothing_is_changed_but_the_name_of_the_model() {
        byte[] noise = new byte[50_000];
        new Random(2).nextBytes(noise);
        byte[] body = form(noise, "model", "my-whisper", "language", "de");
        Intent intent = ask("transcriptions", body);
        assertThat(intent.contentType()).isEqualTo("multipart/form-data; boundary=\"xx\"");
        assertThat(intent.upstreamBody(new Intent.Edit(null, OptionalLong.of(5), true)))
                .isEqualTo(body);
        assertThat(intent.upstreamBody(new Intent.Edit("whisper-1", OptionalLong.empty(), false)))
                .isEqualTo(form(noise, "model", "whisper-1", "language", "de"));
    }

    @Test
    void edits_of_pictures_are_read_by_piece_size_and_quality() {
        Intent intent = ask(
                "image_edits",
                form(new byte[1000], "model", "dall-e-2", "n", "3", "size", "512x512", "prompt", "a cat"));
        assertThat(intent.answers()).isEqualTo(3);
        assertThat(intent.unitBounds()).containsOnlyKeys("image:512x512").containsEntry("image:512x512", 3L);
        assertThat(intent.inputKinds()).contains(TokenKind.INPUT_IMAGE);
        Intent chosen = ask("image_edits", form(new byte[1000], "model", "gpt-image-1", "prompt", "a cat"));
        assertThat(chosen.unitBounds()).containsOnlyKeys("image");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "--xx",
                "--xx\r\n",
                "--xx--\r\n",
                "--x x\r\n\r\n--x x--",
                "--xx\r\n\r\nm\r\n--xx--\r\n",
                "--xx\r\nContent-Disposition: form-data\r\n\r\nm\r\n--xx--\r\n",
                "--xx\r\nContent-Disposition: form-data; name=\"model\"; name=\"other\"\r\n\r\nm\r\n--xx--\r\n",
                "--xx\r\nContent-Disposition: form-data; name=\"mo\\\"del\"\r\n\r\nm\r\n--xx--\r\n",
                "--xx\r\nContent-Disposition: form-data; name=\"model\"; filename=\"a\"\r\n\r\nm\r\n--xx--\r\n",
                "--xx\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm",
                "--xx\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--xxy\r\n",
                "--xx\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--xx--",
            })
    void a_form_that_could_be_read_in_two_ways_is_refused(String body) {
        assertThatThrownBy(() -> ask("transcriptions", body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageEndingWith(".");
    }

    @Test
    void a_field_that_stands_twice_is_refused() {
        assertThatThrownBy(() -> ask("transcriptions", form(new byte[9], "model", "cheap", "model", "dear")))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining("'model' stands twice");
    }

    @Test
    void broken_forms_are_refused_or_read_but_nothing_else() {
        byte[] whole = form(wav(8000, 1), "model", "m", "stream", "false", "response_format", "json");
        int read = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] body = whole.clone();
            int faults = 1 + random.nextInt(3);
            for (int i = 0; i < faults; i++) {
                body[random.nextInt(i == 0 ? 400 : body.length)] = (byte) "\r\n-x\";=\0é".charAt(random.nextInt(9));
            }
            try {
                Intent intent = ask("transcriptions", body);
                assertThat(intent.upstreamBody(new Intent.Edit(null, OptionalLong.empty(), false)))
                        .isEqualTo(body);
                read++;
            } catch (MalformedRequest refused) {
                assertThat(refused.getMessage())
                        .as("seed %d", seed)
                        .endsWith(".")
                        .hasSizeLessThan(500);
            }
        }
        assertThat(read).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file_id", "image[file_id]", "image[0][file_id]", "file_ids[]", "file_ids[0]", "image.file_id"})
    void files_that_the_provider_keeps_are_named(String field) {
        for (String operation : List.of("transcriptions", "image_edits")) {
            assertThat(ask(operation, form(new byte[9], "model", "m", field, "file-1"))
                            .references())
                    .as(operation)
                    .containsExactly(new Reference(field, "file-1"));
        }
        assertThat(ask("transcriptions", form(new byte[9], "model", "m", "prompt", "file_id"))
                        .references())
                .isEmpty();
    }
}
