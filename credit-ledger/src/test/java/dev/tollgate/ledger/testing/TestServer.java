package dev.tollgate.ledger.testing;

import dev.tollgate.ledger.database.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL server for all tests of a process: the one that {@code -Dtest.db=r2dbc:postgresql://…} names (its user
 * must be allowed to create databases), else a container where a Docker engine answers, else an embedded one. It ends
 * with the process.
 */
final class TestServer {

    private static final String GIVEN = System.getProperty("test.db", "");

    private TestServer() {}

    /** Holds the server; started when it is first asked for. */
    private static final class Holder {
        static final DatabaseUrl URL = start();
    }

    static DatabaseUrl url() {
        return Holder.URL;
    }

    private static DatabaseUrl start() {
        if (!GIVEN.isBlank()) {
            return DatabaseUrl.parse(GIVEN.replaceFirst("^jdbc:", "r2dbc:"));
        }
        return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
    }

    /** The container is removed by Testcontainers when the process ends. */
    @SuppressWarnings("resource")
    private static DatabaseUrl container() {
        PostgreSQLContainer container =
                new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=300");
        container.start();
        return new DatabaseUrl(
                container.getHost(),
                container.getMappedPort(5432),
                container.getDatabaseName(),
                container.getUsername(),
                container.getPassword());
    }

    private static DatabaseUrl embedded() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "300")
                    // As the gateway's own.
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_wal_size", "4GB")
                    .start();
            return new DatabaseUrl("localhost", postgres.getPort(), "postgres", "postgres", null);
        } catch (IOException failure) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", failure);
        }
    }
}
