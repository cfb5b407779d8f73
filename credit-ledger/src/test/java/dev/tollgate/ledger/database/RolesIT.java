package dev.tollgate.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The logins with which a gateway may be started. */
final class RolesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.fresh();
    private final List<String> logins = new ArrayList<>();

    @AfterEach
    void clean() {
        database.execute("DROP SCHEMA public CASCADE"); // And with it all that the logins own.
        for (String login : logins) {
            database.execute("DROP OWNED BY " + login);
            database.execute("DROP ROLE " + login);
        }
        database.close();
    }

    /** Roles are the whole server's, and so are their names. */
    private String login(String attributes) {
        String name = "l" + UUID.randomUUID().toString().replace("-", "");
        database.execute("CREATE ROLE " + name + " LOGIN PASSWORD 'x' " + attributes);
        logins.add(name);
        return name;
    }

    private String url(String login) {
        return database.r2dbcUrl().replaceFirst("//[^@]*@", "//" + login + ":x@");
    }

    private void emptySchemaOf(String owner) {
        database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION " + owner);
    }

    private static LedgerDatabase.Settings settings(String url) {
        return new LedgerDatabase.Settings(
                url, 2, Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofMillis(500));
    }

    private static void works(LedgerDatabase node) {
        long account = TestDatabase.account(node, "5").id();
        assertThat(Objects.requireNonNull(node.ledger().balance(account).block(PATIENCE))
                        .funds()
                        .available())
                .hasToString("5");
    }

    @Test
    void a_login_of_its_own_runs_what_another_has_migrated() {
        String owner = login("");
        String runner = login("IN ROLE tollgate_app");
        emptySchemaOf(owner);
        try (LedgerDatabase node = LedgerDatabase.open(settings(url(runner)), url(owner))) {
            works(node);
        }
        // When nothing has changed it needs nobody else.
        try (LedgerDatabase node = LedgerDatabase.open(settings(url(runner)))) {
            works(node);
        }
        assertThat(database.query("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"))
                .containsExactly(owner);
    }

    @Test
    void an_owner_who_is_no_superuser_runs_what_it_has_migrated() {
        String owner = login("IN ROLE tollgate_app");
        emptySchemaOf(owner);
        try (LedgerDatabase node = LedgerDatabase.open(settings(url(owner)))) {
            works(node);
        }
    }

    @Test
    void a_login_that_may_not_act_as_the_gateway_is_told_what_to_run() {
        String stranger = login("");
        emptySchemaOf(stranger);
        assertThatThrownBy(() -> LedgerDatabase.open(settings(url(stranger))))
                .isInstanceOf(DatabaseUnreachable.class)
                .hasMessageContaining("GRANT tollgate_app TO \"" + stranger + "\"");
    }

    @Test
    void many_databases_of_a_server_are_opened_at_once() {
        List<TestDatabase> many =
                Flux.range(0, 4).map(i -> database.copy()).collectList().block(PATIENCE);
        Flux.fromIterable(Objects.requireNonNull(many))
                .flatMap(it -> Mono.fromRunnable(() -> {
                            it.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
                            it.open().close();
                        })
                        .subscribeOn(Schedulers.boundedElastic()))
                .blockLast(PATIENCE);
        many.forEach(TestDatabase::close);
    }
}
