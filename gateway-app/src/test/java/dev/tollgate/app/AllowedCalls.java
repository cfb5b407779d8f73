package dev.tollgate.app;

import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.security.SecureRandom;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** What BlockHound takes for blocking, and is not. */
public final class AllowedCalls implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Reads /dev/urandom, which never makes anybody wait once the system runs.
        builder.allowBlockingCallsInside(SecureRandom.class.getName(), "nextBytes");
        // A lock that is held for as long as ten random bytes take.
        builder.allowBlockingCallsInside(TimeBasedEpochRandomGenerator.class.getName(), "construct");
        // Netty's allocator locks its list of arenas for as long as it adds one to it.
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$AdaptiveByteBuf", "deallocate");
    }
}
