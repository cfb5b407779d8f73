package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.HoldResult;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.KeyHolder;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.ledger.key.NewSecret;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.pricing.Credits;
import dev.tollgate.simulator.fault.TcpFaultProxy;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A node whose line to the database is silent, neither open nor closed: it hears of no revocation, so it must not believe
 * what it knew, and it must not let callers wait for what will not come.
 */
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
    void who_comes_later_is_refused_before_the_first_has_an_answer_and_served_when_the_line_is_back() {
        try (TestDatabase database = TestDatabase.fresh();
                TcpFaultProxy line = lineTo(database);
                LedgerDatabase far = behind(line, database)) {
            long account = TestDatabase.account(far, "10").id();
            assertThat(hold(far, account)).succeedsWithin(PATIENCE);

            line.blackHole();
            CompletableFuture<HoldResult> first = hold(far, account);
            assertThat(hold(far, account))
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(LedgerUnavailable.class);
            assertThat(first).as("it may have been placed").isNotDone();
            assertThat(first).failsWithin(PATIENCE).withThrowableThat().withCauseInstanceOf(LedgerUnavailable.class);

            line.pass();
            line.closeAll();
            TestGateway.until("holds are placed again", () -> hold(far, account)
                    .handle((placed, away) -> away == null)
                    .join());
        }
    }

    @Test
    void a_key_that_is_revoked_meanwhile_opens_nothing_there() {
        try (TestDatabase database = TestDatabase.fresh();
                TcpFaultProxy line = lineTo(database);
                LedgerDatabase near = database.open();
                LedgerDatabase far = behind(line, database)) {
            long account = TestDatabase.account(near, "0").id();
            NewSecret secret = Objects.requireNonNull(
                    near.accountKeys().create(account, KeyTerms.named("test")).block(PATIENCE));
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
                assertThat(known).as("what was forgotten does not come back").isNotEqualTo(Known.OPENS);
                return known == Known.OPENS_NOTHING;
            });
        }
    }

    private static CompletableFuture<HoldResult> hold(LedgerDatabase node, long account) {
        return node.ledger()
                .hold(new HoldRequest(
                        UUID.randomUUID(),
                        account,
                        Credits.of(BigDecimal.ONE),
                        Credits.ZERO,
                        new Subject("openai", "chat", "gpt-4o", "platform", "v1")))
                .toFuture();
    }

    private static TcpFaultProxy lineTo(TestDatabase database) {
        URI server = URI.create(database.r2dbcUrl().substring("r2dbc:".length()));
        return TcpFaultProxy.start(server.getHost(), server.getPort());
    }

    private static LedgerDatabase behind(TcpFaultProxy line, TestDatabase database) {
        String url = database.r2dbcUrl();
        String server =
                URI.create(url.substring("r2dbc:".length())).getAuthority().replaceFirst(".*@", "");
        return LedgerDatabase.open(new LedgerDatabase.Settings(
                url.replace(server, "127.0.0.1:" + line.port()),
                8,
                Duration.ofMinutes(10),
                Duration.ofSeconds(3),
                Duration.ofMillis(200)));
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
