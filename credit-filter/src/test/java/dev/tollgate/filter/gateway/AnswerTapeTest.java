package dev.tollgate.filter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is recorded of answers stays within its bounds, and is the same when it is read again. */
final class AnswerTapeTest {

    private final AtomicLong room = new AtomicLong(10);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void it_keeps_what_fits() {
        AnswerTape tape = new AnswerTape(6, room);
        tape.add(bytes("abc"));
        tape.add(bytes("def"));
        assertThat(tape.recorded()).contains(bytes("abcdef"));
        assertThat(room).hasValue(4);
        tape.erase();
        tape.erase();
        assertThat(tape.recorded()).isEmpty();
        assertThat(room).hasValue(10);
    }

    @Test
    void a_longer_one_is_not_kept_and_takes_no_room() {
        AnswerTape tape = new AnswerTape(6, room);
        tape.add(bytes("abcd"));
        tape.add(bytes("efg"));
        tape.add(bytes("h"));
        assertThat(tape.recorded()).isEmpty();
        assertThat(room).hasValue(10);
    }

    @Test
    void all_tapes_share_the_room() {
        AnswerTape one = new AnswerTape(8, room);
        AnswerTape other = new AnswerTape(8, room);
        one.add(bytes("abcdefgh"));
        other.add(bytes("abc"));
        assertThat(one.recorded()).isPresent();
        assertThat(other.recorded()).isEmpty();
        assertThat(room).hasValue(2);
    }

    @Test
    void without_a_length_nothing_is_kept() {
        assertThat(new AnswerTape(0, room).recorded()).isEmpty();
    }

    @Test
    void an_answer_is_read_as_it_was_kept() {
        KeptAnswer kept = new KeptAnswer(201, Map.of("content-type", "text/plain", "x-request-id", "1"), bytes("söme"));
        KeptAnswer read = KeptAnswer.read(kept.bytes());
        assertThat(read.status()).isEqualTo(201);
        assertThat(read.headers()).isEqualTo(kept.headers());
        assertThat(read.body()).isEqualTo(bytes("söme"));
    }
}
