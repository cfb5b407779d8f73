package dev.tollgate.simulator.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back what it receives, on plain blocking sockets. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket server;
    private final Thread accepting = thread(this::accept);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();

    private EchoServer(ServerSocket server) {
        this.server = server;
    }

    static EchoServer start() {
        try {
            EchoServer echo = new EchoServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            echo.accepting.start();
            return echo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    long receivedBytes() {
        return received.get();
    }

    void closeConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** The port is free when this returns: until its thread has noticed, a closed server still accepts. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        closeConnections();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                open.add(client);
                thread(() -> echo(client)).start();
            }
        } catch (IOException closed) {
            // The server was closed: nobody is waiting for an answer.
        }
    }

    private void echo(Socket client) {
        byte[] buffer = new byte[8192];
        try (client) {
            for (int read = client.getInputStream().read(buffer);
                    read >= 0;
                    read = client.getInputStream().read(buffer)) {
                received.addAndGet(read);
                client.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // The other side ended the connection, which is what these tests do.
        }
        open.remove(client);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "echo");
        thread.setDaemon(true);
        return thread;
    }
}
