package dev.tollgate.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TcpFaultProxyIT {
    private static final int SILENCE_MILLIS = 200;
    private static final int PATIENCE_MILLIS = 20_000;

    private final EchoServer echo = EchoServer.start();
    private final TcpFaultProxy proxy = TcpFaultProxy.start("127.0.0.1", echo.port());

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passes_bytes_both_ways() throws IOException {
        try (Socket client = connect()) {
            String large = "0123456789".repeat(20_000);
            send(client, "hello");
            assertThat(read(client, 5)).isEqualTo("hello");
            Thread writer = new Thread(() -> send(client, large));
            writer.start();
            assertThat(read(client, large.length())).isEqualTo(large);
        }
        assertThat(proxy.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void hands_on_the_end_of_a_connection_from_either_side() throws IOException {
        try (Socket client = connect()) {
            send(client, "x");
            read(client, 1);
            echo.closeConnections();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        await(() -> proxy.openConnections() == 0);
    }

    @Test
    void refuses_new_connections_and_takes_them_again_on_the_same_port() throws IOException {
        try (Socket open = connect()) {
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            send(open, "still");
            assertThat(read(open, 5)).isEqualTo("still");
        }
        proxy.pass();
        try (Socket client = connect()) {
            send(client, "again");
            assertThat(read(client, 5)).isEqualTo("again");
        }
    }

    @Test
    void resets_open_and_new_connections() throws IOException {
        try (Socket open = connect()) {
            send(open, "x");
            read(open, 1);
            proxy.reset();
            assertThatThrownBy(() -> open.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket client = connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void resets_the_client_when_the_target_does_not_listen() throws IOException {
        echo.close();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void cuts_after_exactly_the_bytes_asked_for() throws IOException {
        for (int bytes : new int[] {0, 1, 5, 9}) {
            proxy.cutAfterBytes(bytes);
            try (Socket client = connect()) {
                send(client, "0123456789");
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("0123456789".substring(0, bytes));
            }
        }
    }

    @Test
    void counts_an_open_connection_from_the_moment_of_the_switch() throws IOException {
        try (Socket client = connect()) {
            send(client, "before");
            read(client, 6);
            proxy.cutAfterBytes(3);
            send(client, "behind");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("beh");
        }
    }

    @Test
    void a_black_hole_accepts_and_stays_silent() throws IOException {
        proxy.blackHole();
        try (Socket client = connect()) {
            send(client, "anyone?");
            assertSilent(client);
        }
        assertThat(echo.receivedBytes()).isZero();
    }

    @Test
    void drops_replies_but_delivers_requests() throws IOException {
        try (Socket client = connect()) {
            proxy.dropReplies();
            send(client, "request");
            await(() -> echo.receivedBytes() == 7);
            assertSilent(client);
        }
    }

    @Test
    void delays_without_changing_the_order() throws IOException {
        proxy.delay(Duration.ofMillis(20));
        try (Socket client = connect()) {
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                send(client, Integer.toString(i));
            }
            assertThat(read(client, 10)).isEqualTo("0123456789");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
        }
    }

    @Test
    void closes_all_connections_at_once() throws IOException {
        try (Socket one = connect();
                Socket two = connect()) {
            send(one, "x");
            send(two, "x");
            read(one, 1);
            read(two, 1);
            proxy.closeAll();
            assertThat(one.getInputStream().read()).isEqualTo(-1);
            assertThat(two.getInputStream().read()).isEqualTo(-1);
        }
        await(() -> proxy.openConnections() == 0);
    }

    @Test
    void leaves_neither_port_nor_thread_behind() throws IOException {
        try (Socket client = connect()) {
            proxy.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    /** Waits until the proxy took the connection: one that still waits for that is reset when the port closes. */
    private Socket connect() throws IOException {
        long before = proxy.acceptedConnections();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        await(() -> proxy.acceptedConnections() > before);
        return socket;
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    private static void send(Socket client, String text) {
        try {
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Socket client, int bytes) throws IOException {
        return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition came true in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
