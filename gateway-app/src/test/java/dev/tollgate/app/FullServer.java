package dev.tollgate.app;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A server that takes no connection: nobody accepts any, and no more fit into its queue, so one that is asked for waits. */
final class FullServer implements Closeable {

    private static final int MOST = 100;
    private static final int PATIENCE_MILLIS = 300;

    private final ServerSocket server;
    private final List<Socket> queued = new ArrayList<>();

    private FullServer(ServerSocket server) {
        this.server = server;
    }

    static FullServer start() throws IOException {
        FullServer full = new FullServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        full.fill();
        return full;
    }

    private void fill() throws IOException {
        for (int i = 0; i < MOST; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), PATIENCE_MILLIS);
                queued.add(socket);
            } catch (SocketTimeoutException full) {
                socket.close();
                return;
            }
        }
        throw new AssertionError("the queue of a server has no end here");
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        server.close();
    }
}
