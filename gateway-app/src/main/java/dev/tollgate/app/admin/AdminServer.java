package dev.tollgate.app.admin;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Listens at a second port, for the same paths and with the same settings as the first (TLS, time limits, ending
 * gracefully). With it, administrators are let in there and nowhere else ({@link dev.tollgate.admin.AdminDoor}), so that the
 * port of the calls can be open to the world.
 */
public final class AdminServer implements SmartLifecycle {

    private final AdminAddress address;
    private final ObjectProvider<NettyReactiveWebServerFactory> servers;
    private final ObjectProvider<HttpHandler> application;
    private @Nullable WebServer server;

    /**
     * @param servers what the first server was made by
     * @param application asked for when all of it is there
     */
    public AdminServer(
            AdminAddress address,
            ObjectProvider<NettyReactiveWebServerFactory> servers,
            ObjectProvider<HttpHandler> application) {
        this.address = address;
        this.servers = servers;
        this.application = application;
    }

    @Override
    public synchronized void start() {
        // The first server has been made of it, and has bound its port.
        NettyReactiveWebServerFactory factory = servers.getObject();
        factory.setPort(address.port());
        factory.setAddress(address.socket().getAddress());
        WebServer started = factory.getWebServer(application.getObject());
        started.start();
        server = started;
    }

    /** Requests that are under way are answered, as at the first port. */
    @Override
    public synchronized void stop(Runnable ended) {
        WebServer running = server;
        server = null;
        if (running == null) {
            ended.run();
            return;
        }
        running.shutDownGracefully(result -> {
            running.stop();
            ended.run();
        });
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public synchronized boolean isRunning() {
        return server != null;
    }

    /** Begins after the first server, and ends with it. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }
}
