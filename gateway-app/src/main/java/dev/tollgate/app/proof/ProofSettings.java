package dev.tollgate.app.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the books are proven while the gateway runs.
 *
 * @param verifyEvery how often, by one of all gateways on the database; 0: never
 * @param signedHeads file outside the database that signed heads are added to; absent: {@code signed-heads} in the data
 *     folder
 * @param signingKey file with the key that signs; made if it is not there; absent: {@code signing-key.env} in the data folder
 * @param trustedKeys public keys of other gateways on the database, or of earlier keys, in hex
 */
@ConfigurationProperties("tollgate.ledger")
record ProofSettings(
        @DefaultValue("24h") Duration verifyEvery,
        @Nullable Path signedHeads,
        @Nullable Path signingKey,
        @DefaultValue Set<String> trustedKeys) {

    ProofSettings {
        if (verifyEvery.isNegative()) {
            throw new IllegalArgumentException(
                    "tollgate.ledger.verify-every is below zero. Use a time such as 24h, or 0 for never.");
        }
    }
}
