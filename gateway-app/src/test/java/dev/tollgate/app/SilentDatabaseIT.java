package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.KeyHolder;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.ledger.key.NewSecret;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.simulator.fault.TcpFaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node whose line to the database is silent, neither open nor closed, hears of no revocation and must not believe what it knew. */
final class SilentDatabaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The five seconds that are promised (docs/architecture.md). */
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private enum Known {
        OPENS,
        OPENS_NOTHING,
        CANNOT_TELL
    }

    @Test
    void a_key_that_is_revoked_meanwhile_opens_nothing_there() {
        try (TestDatabase database = TestDatabase.fresh()) {
            String url = database.r2dbcUrl();
            URI server = URI.create(url.substring("r2dbc:".length()));
            try (TcpFaultProxy line = TcpFaultProxy.start(server.getHost(), server.getPort());
                    LedgerDatabase near = database.open();
                    LedgerDatabase far = LedgerDatabase.open(new LedgerDatabase.Settings(
                            url.replace(server.getAuthority().replaceFirst(".*@", ""), "127.0.0.1:" + line.port()),
                            8,
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(3),
                            Duration.ofMillis(200)))) {
                long account = TestDatabase.account(near, "0").id();
                NewSecret secret = Objects.requireNonNull(near.accountKeys()
                        .create(account, KeyTerms.named("test"))
                        .block(PATIENCE));
                TestGateway.until("the far node knows the key", () -> known(far, secret) == Known.OPENS);

                heard(near, far, account);
                line.blackHole();
                assertThat(near.accountKeys().revoke(account, secret.id()).block(PATIENCE))
                        .isTrue();
                long revoked = System.nanoTime();
                long believed = 0;
                while (known(far, secret) == Known.OPENS) {
                    believed = System.nanoTime() - revoked;
                    assertThat(believed).as("it is believed").isLessThan(BELIEVED.toNanos());
                }
                System.out.printf(
                        "a revoked key was believed for %d ms on a node that hears nothing%n", believed / 1_000_000);

                line.pass();
                line.closeAll();
                TestGateway.until("it is told", () -> {
                    Known known = known(far, secret);
                    assertThat(known)
                            .as("what was forgotten does not come back")
                            .isNotEqualTo(Known.OPENS);
                    return known == Known.OPENS_NOTHING;
                });
            }
        }
    }

    /** Waits until the far node hears of a revocation, so that it is known to listen. */
    private static void heard(LedgerDatabase near, LedgerDatabase far, long account) {
        NewSecret other = Objects.requireNonNull(
                near.accountKeys().create(account, KeyTerms.named("other")).block(PATIENCE));
        TestGateway.until("the far node knows another key", () -> known(far, other) == Known.OPENS);
        assertThat(near.accountKeys().revoke(account, other.id()).block(PATIENCE))
                .isTrue();
        TestGateway.until("it hears of its end", () -> known(far, other) == Known.OPENS_NOTHING);
    }

    private static Known known(LedgerDatabase node, NewSecret secret) {
        try {
            Optional<KeyHolder> holder = node.keys().holderOf(secret.key()).blockOptional(PATIENCE);
            return holder.isPresent() ? Known.OPENS : Known.OPENS_NOTHING;
        } catch (LedgerUnavailable silent) {
            return Known.CANNOT_TELL;
        }
    }
}
