package dev.tollgate.filter.dialect.request;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Texts written into a body at recorded places; every other byte stays as it is. */
final class Splices {

    private final byte[] body;
    private final List<Splice> splices = new ArrayList<>();

    private record Splice(int from, int to, String text) {}

    Splices(byte[] body) {
        this.body = body;
    }

    void write(Slot slot, String value) {
        splices.add(new Splice(slot.from(), slot.to(), slot.around(value)));
    }

    byte[] apply() {
        if (splices.isEmpty()) {
            return body;
        }
        splices.sort(Comparator.comparingInt(Splice::from));
        ByteArrayOutputStream edited = new ByteArrayOutputStream(body.length + 128);
        int position = 0;
        for (Splice splice : splices) {
            edited.write(body, position, splice.from - position);
            edited.writeBytes(splice.text.getBytes(StandardCharsets.UTF_8));
            position = splice.to;
        }
        edited.write(body, position, body.length - position);
        return edited.toByteArray();
    }
}
