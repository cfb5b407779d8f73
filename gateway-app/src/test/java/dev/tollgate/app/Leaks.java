package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What Netty says of buffers that were lost; its detector runs at the paranoid level in all tests. */
final class Leaks {

    private static final int COLLECTIONS = 5;
    private static final int BUFFERS = 100;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    private Leaks() {}

    static Leaks watch() {
        Leaks leaks = new Leaks();
        leaks.said.start();
        leaks.detector.addAppender(leaks.said);
        return leaks;
    }

    /** A lost buffer is noticed when it has been collected and another one is asked for. */
    void assertNone() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            List<ByteBuf> buffers = new ArrayList<>();
            for (int j = 0; j < BUFFERS; j++) {
                buffers.add(PooledByteBufAllocator.DEFAULT.buffer());
            }
            buffers.forEach(ByteBuf::release);
        }
        detector.detachAppender(said);
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        assertThat(said.list).as("buffers that were lost").isEmpty();
    }
}
