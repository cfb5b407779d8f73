package dev.tollgate.simulator.fault;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on 127.0.0.1 that passes bytes to a target until it is told to break something. Modes are switched at run
 * time, from any thread but its own, and hold for open connections too where a line below does not say otherwise.
 *
 * <p>Bytes that a mode swallowed are gone: after {@link #blackHole()} or {@link #dropReplies()}, use
 * {@link #closeAll()} before {@link #pass()} if clients keep connections open. One thread serves all connections, so
 * this is a tool for faults, not for load.
 */
public final class TcpFaultProxy implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    private final EventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetSocketAddress target;
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final int port;

    private volatile Fault fault = Fault.PASS;
    private Channel listener;

    private TcpFaultProxy(InetSocketAddress target) {
        this.target = target;
        this.listener = listen(0);
        this.port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Starts a proxy on a free port; it passes everything. The target need not listen yet. */
    public static TcpFaultProxy start(String targetHost, int targetPort) {
        return new TcpFaultProxy(new InetSocketAddress(targetHost, targetPort));
    }

    /** The port on 127.0.0.1; it stays the same in every mode. */
    public int port() {
        return port;
    }

    /** Passes everything, the start mode. */
    public void pass() {
        become(Fault.PASS);
    }

    /** Closes the port: new connections are refused. Open ones go on. */
    public void refuse() {
        become(Fault.REFUSE);
    }

    /** Answers new connections with a reset, and resets the open ones now. */
    public void reset() {
        become(Fault.RESET);
        open.forEach(ProxiedConnection::reset);
    }

    /** Holds each piece back for this long, in both directions, without changing the order. */
    public void delay(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("A delay is not below zero: " + time + ".");
        }
        become(Fault.delay(time));
    }

    /**
     * Closes each connection as soon as this many bytes went from the server to the client, exactly these. Each
     * connection is counted from its start, or from this call if it is open.
     */
    public void cutAfterBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The bytes before a cut are not below zero: " + bytes + ".");
        }
        become(Fault.cut(bytes));
    }

    /** Swallows what either side sends. New connections are accepted, but never reach the target. */
    public void blackHole() {
        become(Fault.BLACK_HOLE);
    }

    /** Passes what the client sends and swallows what the server answers. */
    public void dropReplies() {
        become(Fault.DROP_REPLIES);
    }

    /** Closes every open connection on both sides. The mode stays. */
    public void closeAll() {
        open.forEach(ProxiedConnection::close);
    }

    /** How many client connections are open. */
    public int openConnections() {
        return open.size();
    }

    /** How many client connections were accepted since the start. */
    public long acceptedConnections() {
        return accepted.get();
    }

    /** Closes the port, the connections and the thread. */
    @Override
    public synchronized void close() {
        listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        closeAll();
        thread.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    Fault fault() {
        return fault;
    }

    private synchronized void become(Fault next) {
        fault = next;
        if (next == Fault.REFUSE && listener.isOpen()) {
            listener.close().syncUninterruptibly();
            awaitRefusal();
        } else if (next != Fault.REFUSE && !listener.isOpen()) {
            listener = listen(port);
        }
    }

    /** The JDK frees a closed port only when its selector runs again, so the port is asked until it refuses. */
    private void awaitRefusal() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        while (System.nanoTime() < deadline) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            } catch (IOException refused) {
                return;
            }
        }
        throw new IllegalStateException("The port " + port + " still takes connections after it was closed.");
    }

    private Channel listen(int at) {
        return new ServerBootstrap()
                .group(thread)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        accept(client);
                    }
                })
                .bind("127.0.0.1", at)
                .syncUninterruptibly()
                .channel();
    }

    private void accept(SocketChannel client) {
        ProxiedConnection connection = new ProxiedConnection(client, this::fault);
        open.add(connection);
        accepted.incrementAndGet();
        client.closeFuture().addListener(closed -> open.remove(connection));
        Fault now = fault;
        if (now == Fault.RESET) {
            connection.reset();
        } else if (now == Fault.BLACK_HOLE) {
            connection.swallow();
        } else {
            connection.join(connect(connection));
        }
    }

    private ChannelFuture connect(ProxiedConnection connection) {
        return new Bootstrap()
                .group(thread)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(connection.fromServer())
                .connect(target);
    }
}
