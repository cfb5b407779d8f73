package dev.tollgate.simulator.fault;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and the one to the target that belongs to it. Everything but {@link #close()} and
 * {@link #reset()} runs on the proxy's one thread.
 */
final class ProxiedConnection {
    private final Channel client;
    private final Pump fromClient;
    private final Pump fromServer;
    private volatile @Nullable Channel server;

    ProxiedConnection(Channel client, Supplier<Fault> fault) {
        this.client = client;
        this.fromClient = new Pump(Fault.Direction.TO_SERVER, fault, this::close);
        this.fromServer = new Pump(Fault.Direction.TO_CLIENT, fault, this::close);
        client.pipeline().addLast(fromClient);
    }

    ChannelHandler fromServer() {
        return fromServer;
    }

    /** Reads and forgets: there is no target behind this connection. */
    void swallow() {
        fromClient.open(client, null);
    }

    /** Lets bytes flow once the target answers; a target that does not resets the client. */
    void join(ChannelFuture connecting) {
        Channel target = connecting.channel();
        server = target;
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                reset();
            } else if (!client.isActive()) {
                close();
            } else {
                fromClient.open(client, target);
                fromServer.open(target, client);
            }
        });
    }

    void close() {
        end(client);
        Channel target = server;
        if (target != null) {
            end(target);
        }
    }

    /** Ends both sides with RST instead of FIN, which drops what is still on its way. */
    void reset() {
        abort(client);
        Channel target = server;
        if (target != null) {
            abort(target);
        }
    }

    private static void abort(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        end(channel);
    }

    private static void end(Channel channel) {
        var unused = channel.close();
    }
}
