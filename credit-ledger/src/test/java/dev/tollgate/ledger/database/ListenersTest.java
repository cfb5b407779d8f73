package dev.tollgate.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

final class ListenersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sinks.One<PostgresqlConnection> opened = Sinks.one();
    private final Sinks.Empty<Void> gone = Sinks.empty();
    private final AtomicInteger closes = new AtomicInteger();
    private final Listeners listeners = new Listeners(opened.asMono(), PATIENCE, PATIENCE);
    private final List<String> closed = new ArrayList<>();

    /** One of which nothing is asked but to close. */
    private PostgresqlConnection connection() {
        Mono<Void> end = Mono.defer(() -> {
            closes.incrementAndGet();
            return gone.asMono();
        });
        return (PostgresqlConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PostgresqlConnection.class},
                (proxy, method, arguments) -> method.getName().equals("close") ? end : null);
    }

    private void close() {
        listeners.close().subscribe(done -> {}, failure -> closed.add(failure.toString()), () -> closed.add("closed"));
    }

    private Disposable listen(List<String> failures) {
        return listeners
                .on(connection -> Flux.never())
                .subscribe(heard -> {}, failure -> failures.add(String.valueOf(failure.getMessage())));
    }

    @Test
    void closing_waits_for_the_end_of_a_connection_that_nobody_listens_to_any_more() {
        Disposable listening = listen(new ArrayList<>());
        opened.tryEmitValue(connection());
        listening.dispose();
        close();
        assertThat(closed).isEmpty();
        gone.tryEmitEmpty();
        assertThat(closed).containsExactly("closed");
        assertThat(closes).hasValue(1);
    }

    @Test
    void closing_ends_a_connection_that_is_still_listened_to() {
        listen(new ArrayList<>());
        opened.tryEmitValue(connection());
        close();
        assertThat(closes).hasValue(1);
        gone.tryEmitEmpty();
        assertThat(closed).containsExactly("closed");
    }

    @Test
    void closing_waits_for_a_connection_that_was_not_even_open_when_it_was_given_up() {
        listen(new ArrayList<>()).dispose();
        close();
        assertThat(closed).isEmpty();
        opened.tryEmitValue(connection());
        assertThat(closes).hasValue(1);
        assertThat(closed).isEmpty();
        gone.tryEmitEmpty();
        assertThat(closed).containsExactly("closed");
    }

    @Test
    void nothing_is_left_of_a_connection_that_could_not_be_opened() {
        List<String> failures = new ArrayList<>();
        listen(failures);
        opened.tryEmitError(new IllegalStateException("refused"));
        assertThat(failures).containsExactly("refused");
        close();
        assertThat(closed).containsExactly("closed");
    }

    @Test
    void none_is_opened_after_the_end() {
        close();
        List<String> failures = new ArrayList<>();
        listen(failures);
        assertThat(failures).containsExactly("the connections to the database are closed");
    }
}
