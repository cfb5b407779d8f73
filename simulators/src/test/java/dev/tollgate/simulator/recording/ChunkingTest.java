package dev.tollgate.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkingTest {
    private static final byte[] BODY = bytes("event: a\ndata: {\"x\":\"ä€🌍\"}\n\ndata: 2\r\n\r\n: note\n\nrest");

    @ParameterizedTest
    @ValueSource(strings = {"events", "whole", "bytewise", "bytes:7", "bytes:1000", "random:1", "random:-5"})
    void keeps_every_byte_in_order(String name) {
        Chunking chunking = Chunking.parse(name);

        List<byte[]> pieces = chunking.cut(BODY);

        assertThat(joined(pieces)).isEqualTo(BODY);
        assertThat(pieces).allSatisfy(piece -> assertThat(piece).isNotEmpty());
        assertThat(chunking).hasToString(name).isEqualTo(Chunking.parse(name)).hasSameHashCodeAs(Chunking.parse(name));
    }

    @Test
    void cuts_by_event_behind_each_blank_line() {
        assertThat(Chunking.byEvent().cut(BODY))
                .extracting(piece -> new String(piece, StandardCharsets.UTF_8))
                .containsExactly("event: a\ndata: {\"x\":\"ä€🌍\"}\n\n", "data: 2\r\n\r\n", ": note\n\n", "rest");
    }

    @Test
    void cuts_into_the_sizes_asked_for() {
        assertThat(Chunking.bytewise().cut(BODY)).hasSize(BODY.length).allMatch(piece -> piece.length == 1);
        assertThat(Chunking.pieces(50).cut(bytes("x".repeat(120))))
                .extracting(piece -> piece.length)
                .containsExactly(50, 50, 20);
        assertThat(Chunking.sizes(3, 4).cut(bytes("0123456789")))
                .extracting(piece -> new String(piece, StandardCharsets.UTF_8))
                .containsExactly("012", "3456", "789");
        assertThat(Chunking.whole().cut(BODY)).hasSize(1);
        assertThat(Chunking.whole().cut(new byte[0])).isEmpty();
    }

    @Test
    void cuts_the_same_for_the_same_seed_and_mostly_otherwise_for_others() {
        Set<List<Integer>> borders = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            List<Integer> sizes = sizes(Chunking.random(seed));
            assertThat(sizes(Chunking.random(seed))).isEqualTo(sizes);
            borders.add(sizes);
        }

        assertThat(borders).hasSizeGreaterThan(100);
    }

    @Test
    void refuses_what_it_does_not_know() {
        assertThatThrownBy(() -> Chunking.parse("sideways"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sideways")
                .hasMessageContaining("random:SEED");
        assertThatThrownBy(() -> Chunking.pieces(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Chunking.sizes(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Integer> sizes(Chunking chunking) {
        return chunking.cut(BODY).stream().map(piece -> piece.length).toList();
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
