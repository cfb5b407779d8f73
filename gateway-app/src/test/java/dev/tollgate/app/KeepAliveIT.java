package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A connection goes on after a request that was answered before its end was read (reactor-netty#4347, #4361). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeepAliveIT {

    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    void stop() {
        gateway.settled();
        gateway.close();
    }

    private String request(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nx-api-key: " + gateway.key() + "\r\nContent-Length: "
                + CHAT.length() + "\r\n\r\n" + CHAT;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The status of the next answer; reads it whole. */
    private static int answer(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readByte());
        }
        String length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElseThrow();
        in.skipNBytes(Long.parseLong(length.substring(length.indexOf(':') + 1).strip()));
        return Integer.parseInt(head.substring(9, 12));
    }

    @Test
    void after_requests_that_were_sent_without_waiting() throws IOException {
        URI url = URI.create(gateway.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 5; i++) {
                send(socket, request("/v1/chat/completions") + request("/v1/v1/chat/completions"));
                assertThat(answer(in)).isEqualTo(200);
                assertThat(answer(in)).isEqualTo(404);
                send(socket, request("/v1/chat/completions"));
                assertThat(answer(in)).isEqualTo(200);
            }
        }
    }
}
