package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Clients that hang up at any moment of an answer: each call is charged, once, and nothing is left behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientLeavesIT {

    private static final int CHUNKS = 12;

    private TestGateway gateway;
    private long calls;

    @BeforeAll
    void start() {
        gateway = TestGateway.start();
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void at_every_chunk_of_a_stream() throws IOException {
        gateway.provider.script(Script.DEFAULT.with("delay=5ms&input=100&output=40&chunks=" + CHUNKS));
        atEveryEvent("/v1/chat/completions", "gpt-4o");
        atEveryEvent("/v1/messages", "claude-sonnet-4-5");
        atEveryEvent("/v1/responses", "gpt-4o");
    }

    /** Up to the last one, with which the capture is under way, and behind it. */
    private void atEveryEvent(String path, String model) throws IOException {
        int all = hangUpAfter(Integer.MAX_VALUE, path, model);
        assertThat(all).isGreaterThan(CHUNKS);
        for (int events = 0; events <= all; events++) {
            hangUpAfter(events, path, model);
        }
    }

    /** Whoever writes to a client that has gone fails without taking the answer, or leaving it. */
    @Test
    void before_the_first_event_of_a_stream() throws IOException {
        gateway.provider.script(Script.DEFAULT.with("latency=200ms&input=100&output=40&chunks=" + CHUNKS));
        for (String path : List.of("/v1/chat/completions", "/v1/messages", "/v1/chat/completions")) {
            long received = gateway.provider.receivedCount();
            Socket client = ask(path, path.endsWith("messages") ? "claude-sonnet-4-5" : "gpt-4o", true);
            TestGateway.until("the provider has the call", () -> gateway.provider.receivedCount() > received);
            client.close();
            chargedInFull();
        }
    }

    @Test
    void before_the_provider_has_answered() throws IOException {
        gateway.provider.script(Script.DEFAULT.with("latency=200ms&input=100&output=40"));
        for (int i = 0; i < 5; i++) {
            long received = gateway.provider.receivedCount();
            Socket client = ask("/v1/chat/completions", "gpt-4o", false);
            TestGateway.until("the provider has the call", () -> gateway.provider.receivedCount() > received);
            client.close();
            chargedInFull();
        }
    }

    /** The rest of the answer was read, what the provider reported is charged, and its connection is free again. */
    private void chargedInFull() {
        calls++;
        TestGateway.until("call " + calls + " is in the log", () -> settledCalls() == calls, this::books);
        assertThat(gateway.database.query("SELECT DISTINCT state || ' ' || basis || ' ' || input_tokens || ' ' ||"
                        + " output_tokens FROM usage_record"))
                .containsExactly("captured reported 100 40");
        // One more than one, since the next call may come before the connection is back in its pool.
        assertThat(gateway.provider.openConnections())
                .as("a connection that is not given back is missing to the next call")
                .isLessThanOrEqualTo(2);
    }

    private String books() {
        return settledCalls() + " in the log; held: "
                + gateway.database.query("SELECT stage || ' since ' || (now() - opened_at) FROM hold")
                + "; connections to the provider: " + gateway.provider.openConnections();
    }

    private long settledCalls() {
        return Long.parseLong(
                gateway.database.query("SELECT count(*) FROM usage_record").get(0));
    }

    /** Reads the head and so many events, or all there are, then closes the connection; answers how many it has read. */
    private int hangUpAfter(int events, String path, String model) throws IOException {
        StringBuilder read = new StringBuilder();
        try (Socket socket = ask(path, model, true)) {
            socket.setSoTimeout(30_000);
            InputStream answer = socket.getInputStream();
            while (!ended(read) && (count(read, "data: ") < events || count(read, "\r\n\r\n") == 0)) {
                int next = answer.read();
                if (next < 0) {
                    break;
                }
                read.append((char) next);
            }
            assertThat(read.toString()).startsWith("HTTP/1.1 200");
        }
        chargedInFull();
        return count(read, "data: ");
    }

    /** The last portion of a chunked answer; the connection stays open behind it. */
    private static boolean ended(StringBuilder read) {
        int head = read.indexOf("\r\n\r\n");
        return head >= 0
                && read.length() > head + 4
                && read.substring(read.length() - 5).equals("0\r\n\r\n");
    }

    private static int count(StringBuilder text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }

    private Socket ask(String path, String model, boolean stream) throws IOException {
        String asked = path.endsWith("/responses")
                ? "\"max_output_tokens\":100,\"input\":\"Hello\""
                : "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
        String body = "{\"model\":\"" + model + "\",\"stream\":" + stream + "," + asked + "}";
        int port = Integer.parseInt(gateway.url().substring(gateway.url().lastIndexOf(':') + 1));
        Socket socket = new Socket("127.0.0.1", port);
        List<String> head = List.of(
                "POST " + path + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Authorization: Bearer " + gateway.key(),
                "Content-Type: application/json",
                "Content-Length: " + body.length(),
                "",
                body);
        socket.getOutputStream().write(String.join("\r\n", head).getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
