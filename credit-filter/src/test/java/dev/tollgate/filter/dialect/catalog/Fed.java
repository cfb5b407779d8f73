package dev.tollgate.filter.dialect.catalog;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a reader made of an answer that was fed to it in portions. */
record Fed(UsageReport report, boolean complete, byte[] beforeRest, byte[] rest) {

    private static final byte[] SOUND = ("--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
                    + "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\n0123456789\r\n--b--\r\n")
            .getBytes(StandardCharsets.UTF_8);

    static UsageReader reader(String path, boolean streaming, String contentType, boolean hideUsage) {
        return reader(path, streaming, new UsageReader.Answer(200, contentType, hideUsage));
    }

    static UsageReader reader(String path, boolean streaming, UsageReader.Answer answer) {
        String[] parts = path.split("\\?");
        Dialects.Match match = BuiltInDialects.all()
                .match(parts[0], parts.length > 1 ? parts[1] : "")
                .orElseThrow();
        boolean streamed = streaming && !path.endsWith("embeddings");
        byte[] body = ("{\"model\":\"some-model\",\"stream\":" + streamed + ",\"max_tokens\":100,\"contents\":[]}")
                .getBytes(StandardCharsets.UTF_8);
        Intent intent = match.dialect().intent(match.operation(), path.contains("/audio/trans") ? SOUND : body);
        return match.dialect().reader(intent, answer);
    }

    static Fed feed(UsageReader reader, List<byte[]> portions) {
        ByteArrayOutputStream now = new ByteArrayOutputStream();
        for (byte[] portion : portions) {
            now.writeBytes(reader.read(portion));
        }
        UsageReport report = reader.report();
        return new Fed(report, reader.complete(), now.toByteArray(), reader.rest());
    }

    String all() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(beforeRest);
        all.writeBytes(rest);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    static List<byte[]> bytes(byte[] wire) {
        List<byte[]> portions = new ArrayList<>(wire.length);
        for (byte one : wire) {
            portions.add(new byte[] {one});
        }
        return portions;
    }

    static List<byte[]> portions(byte[] wire, Random random) {
        int most = new int[] {3, 17, 200, 5000}[random.nextInt(4)];
        List<byte[]> portions = new ArrayList<>();
        for (int from = 0; from < wire.length; ) {
            int to = Math.min(wire.length, from + random.nextInt(most + 1));
            portions.add(Arrays.copyOfRange(wire, from, to));
            from = to;
        }
        return portions;
    }
}
