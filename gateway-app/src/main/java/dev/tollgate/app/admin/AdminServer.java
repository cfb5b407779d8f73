package dev.tollgate.app.admin;

import dev.tollgate.app.startup.StartupProblem;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Listens at a second port, for the same paths. With it, administrators are let in there and nowhere else
 * ({@link dev.tollgate.admin.AdminDoor}), so that the port of the calls can be open to the world.
 */
final class AdminServer implements SmartLifecycle {

    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InetSocketAddress address;
    private final ObjectProvider<HttpHandler> application;
    private @Nullable DisposableServer server;

    /** @param application asked for when all of it is there */
    AdminServer(InetSocketAddress address, ObjectProvider<HttpHandler> application) {
        this.address = address;
        this.application = application;
    }

    /** @throws StartupProblem if the port is in use */
    @Override
    public synchronized void start() {
        try {
            server = HttpServer.create()
                    .bindAddress(() -> address)
                    .idleTimeout(IDLE)
                    .handle(new ReactorHttpHandlerAdapter(application.getObject()))
                    .bindNow(PATIENCE);
        } catch (ChannelBindException taken) {
            throw new StartupProblem(
                    "The port " + address.getPort() + " on " + address.getHostString()
                            + " is in use or may not be used. Choose another one for administrators with"
                            + " TOLLGATE_ADMIN_PORT.",
                    taken);
        }
    }

    /** Requests that are under way are answered. */
    @Override
    public synchronized void stop() {
        if (server != null) {
            server.disposeNow(PATIENCE);
            server = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return server != null;
    }
}
