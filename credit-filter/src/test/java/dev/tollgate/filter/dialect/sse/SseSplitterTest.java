package dev.tollgate.filter.dialect.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SseSplitterTest {

    private static final int SMALL = 40;

    /** Notes the events it gets, and puts all bytes together again. */
    private static final class Notes implements SseSplitter.Sink {
        private final List<String> events = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void event(SseEvent event) {
            String data = new String(event.data(), event.from(), event.to() - event.from(), StandardCharsets.UTF_8);
            events.add(event.name() + "=" + data);
            bytes.writeBytes(event.raw());
        }

        @Override
        public void unread(byte[] passed) {
            bytes.writeBytes(passed);
        }

        @Override
        public void straggler(byte lineFeed) {
            bytes.write(lineFeed);
        }
    }

    @Test
    void reads_every_line_end_and_leaves_comments_out() {
        assertThat(events("data: a\n\ndata: b\r\n\r\ndata: c\r\r: note\ndata: d\n\n"))
                .containsExactly("null=a", "null=b", "null=c", "null=d");
    }

    @Test
    void drops_one_space_after_the_colon_and_joins_lines_of_data() {
        assertThat(events("data:a\ndata:  b\nevent: x\nid: 7\ndata\n\n")).containsExactly("x=a\n b\n");
    }

    @Test
    void skips_a_byte_order_mark() {
        assertThat(events("\uFEFFdata: a\n\n")).containsExactly("null=a");
    }

    @Test
    void passes_a_comment_on_before_its_event_is_whole() {
        Notes notes = new Notes();
        new SseSplitter(notes).feed(": keep-alive\ndata: a".getBytes(StandardCharsets.UTF_8));
        assertThat(notes.bytes.toString(StandardCharsets.UTF_8)).isEqualTo(": keep-alive\n");
    }

    @Test
    void passes_an_event_that_is_too_long_on_unread_and_reads_the_next() {
        String tooLong = "data: " + "x".repeat(3 * SMALL) + "\r\n\r\n";
        Notes notes = feed(tooLong + "data: a\n\n", List.of(7, 1000));
        assertThat(notes.events).containsExactly("null=a");
        assertThat(notes.bytes.toString(StandardCharsets.UTF_8)).isEqualTo(tooLong + "data: a\n\n");
    }

    @Test
    void cuts_the_same_events_from_any_portions_and_loses_no_byte() {
        String[] words = {
            "data: ", "data:", "event: e", "€", "😀", ":", " ", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "x", "id"
        };
        int eventsSeen = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                stream.append(words[random.nextInt(words.length)]);
            }
            Notes whole = feed(stream.toString(), List.of());
            Notes bytewise = feed(stream.toString(), Collections.nCopies(stream.length() * 4, 1));
            Notes cut = feed(stream.toString(), random.ints(30, 0, 12).boxed().toList());
            assertThat(bytewise.events).as("seed %d", seed).isEqualTo(whole.events);
            assertThat(cut.events).as("seed %d", seed).isEqualTo(whole.events);
            assertThat(whole.bytes.toString(StandardCharsets.UTF_8)).isEqualTo(stream.toString());
            assertThat(cut.bytes.toByteArray()).isEqualTo(whole.bytes.toByteArray());
            assertThat(bytewise.bytes.toByteArray()).isEqualTo(whole.bytes.toByteArray());
            eventsSeen += whole.events.size();
        }
        assertThat(eventsSeen).isGreaterThan(3_000);
    }

    private static List<String> events(String stream) {
        return feed(stream, List.of()).events;
    }

    /** Feeds portions of the sizes given, then the rest; what stays pending is added to the bytes. */
    private static Notes feed(String stream, List<Integer> sizes) {
        Notes notes = new Notes();
        SseSplitter splitter = new SseSplitter(notes, SMALL);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        int from = 0;
        for (int size : sizes) {
            int to = Math.min(bytes.length, from + size);
            splitter.feed(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        splitter.feed(Arrays.copyOfRange(bytes, from, bytes.length));
        notes.bytes.writeBytes(splitter.takePending());
        return notes;
    }
}
