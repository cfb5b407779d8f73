package dev.tollgate.simulator.fault;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries one direction of a connection. It reads the next piece only when the last one was written, which keeps the
 * order under a delay, and slows a sender down to the speed of its reader.
 */
final class Pump extends ChannelInboundHandlerAdapter {
    private final Fault.Direction direction;
    private final Supplier<Fault> mode;
    private final Runnable closeBoth;

    private @Nullable Channel to;
    private @Nullable Fault counted;
    private long sent;

    Pump(Fault.Direction direction, Supplier<Fault> mode, Runnable closeBoth) {
        this.direction = direction;
        this.mode = mode;
        this.closeBoth = closeBoth;
    }

    /** Starts reading. Without a channel to write to, everything is swallowed. */
    void open(Channel from, @Nullable Channel target) {
        to = target;
        from.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        Fault fault = mode.get();
        Channel target = to;
        if (target == null || fault.swallows(direction)) {
            bytes.release();
            context.read();
        } else if (fault.delay().isZero()) {
            forward(context, target, bytes, fault);
        } else {
            hold(context, target, bytes, fault);
        }
    }

    private void hold(ChannelHandlerContext context, Channel target, ByteBuf bytes, Fault fault) {
        var unused = context.executor()
                .schedule(
                        () -> forward(context, target, bytes, fault),
                        fault.delay().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void forward(ChannelHandlerContext context, Channel target, ByteBuf bytes, Fault fault) {
        if (counted != fault) {
            counted = fault;
            sent = 0;
        }
        long room = fault.room(direction, sent);
        boolean last = bytes.readableBytes() >= room;
        if (last) {
            bytes.writerIndex(bytes.readerIndex() + (int) room);
        }
        sent += bytes.readableBytes();
        target.writeAndFlush(bytes).addListener(written -> {
            if (last || !written.isSuccess()) {
                closeBoth.run();
            } else {
                context.read();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closeBoth.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closeBoth.run();
    }
}
