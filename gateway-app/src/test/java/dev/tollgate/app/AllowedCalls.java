package dev.tollgate.app;

import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** What BlockHound takes for blocking, and is not. */
public final class AllowedCalls implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Reads /dev/urandom, which never makes anybody wait once the system runs.
        builder.allowBlockingCallsInside(SecureRandom.class.getName(), "nextBytes");
        // The JDK's own settings, a small file that a process reads once, whichever thread opens the first connection.
        builder.allowBlockingCallsInside("sun.net.NetProperties", "loadDefaultProperties");
        // A lock that two event loops want at once (Netty's allocator, Jackson's caches, the UUID generator) is free
        // again as soon as its owner has done what it does, and whether that blocks is seen where the owner does it.
        // Waiting for events is still found: latches, futures, conditions, sleeping, reading.
        builder.allowBlockingCallsInside(ReentrantLock.class.getName() + "$Sync", "lock");
        builder.allowBlockingCallsInside(StampedLock.class.getName(), "acquireWrite");
        builder.allowBlockingCallsInside(StampedLock.class.getName(), "acquireRead");
    }
}
