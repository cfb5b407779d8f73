package dev.tollgate.filter.gateway;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;

/**
 * The id of a request, which is also that of its hold and its usage record. UUIDs of version 7 (RFC 9562): those of the same
 * time lie side by side in the database's indexes, which is cheaper to write than random places; the rest of them is random
 * enough that nobody guesses one.
 */
final class RequestId {

    private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

    private RequestId() {}

    static UUID next() {
        return GENERATOR.generate();
    }
}
