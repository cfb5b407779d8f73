package dev.tollgate.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class ListenersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NAME = "listener";

    private final TestDatabase database = TestDatabase.fresh();
    private final Listeners listeners = new Listeners(
            new PostgresqlConnectionFactory(DatabaseUrl.parse(database.r2dbcUrl())
                    .configuration()
                    .applicationName(NAME)
                    .build()),
            PATIENCE);

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void closing_waits_for_a_connection_that_nobody_listens_to_any_more() throws InterruptedException {
        BlockingQueue<Mono<Boolean>> lives = new LinkedBlockingQueue<>();
        Disposable listening = listeners
                .on(connection -> {
                    lives.add(Mono.from(connection.validate(ValidationDepth.REMOTE)));
                    return Flux.never();
                })
                .subscribe();
        Mono<Boolean> live = lives.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(live).isNotNull();
        assertThat(live.block(PATIENCE)).isTrue();
        listening.dispose();
        listeners.close().block(PATIENCE);
        assertThat(live.block(PATIENCE)).isFalse();
        assertThatNobodyIsConnected();
    }

    @Test
    void closing_waits_for_a_connection_that_was_not_even_open_when_it_was_given_up() {
        listeners.on(connection -> Flux.never()).subscribe().dispose();
        listeners.close().block(PATIENCE);
        assertThatNobodyIsConnected();
    }

    /** The server takes its time to notice. */
    private void assertThatNobodyIsConnected() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!database.query("SELECT 1 FROM pg_stat_activity WHERE application_name = '" + NAME + "'")
                .isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
