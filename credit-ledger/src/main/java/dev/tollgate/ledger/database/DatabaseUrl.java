package dev.tollgate.ledger.database;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.client.SSLMode;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * An address of a PostgreSQL database, {@code r2dbc:postgresql://user:password@host:port/database?sslMode=require}. User
 * and password may be percent-encoded. The migrations need the same database over JDBC.
 *
 * @param sslMode how TLS is used, in the words of libpq ({@code disable} … {@code verify-full}); absent: the driver's choice
 */
public record DatabaseUrl(
        String host, int port, String database, String user, @Nullable String password, @Nullable SSLMode sslMode) {

    private static final String PREFIX = "r2dbc:";
    private static final String SSL_MODE = "sslMode=";
    private static final int DEFAULT_PORT = 5432;

    public DatabaseUrl(String host, int port, String database, String user, @Nullable String password) {
        this(host, port, database, user, password, null);
    }

    /** @throws IllegalArgumentException with a sentence about what is wrong, and without the password */
    public static DatabaseUrl parse(String url) {
        URI uri = uri(url);
        String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || database.isEmpty()) {
            throw malformed();
        }
        String[] userInfo = (uri.getRawUserInfo() == null ? "postgres" : uri.getRawUserInfo()).split(":", 2);
        return new DatabaseUrl(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                database,
                decoded(userInfo[0]),
                userInfo.length > 1 ? decoded(userInfo[1]) : null,
                sslMode(uri.getRawQuery()));
    }

    private static @Nullable SSLMode sslMode(@Nullable String query) {
        if (query == null) {
            return null;
        }
        if (!query.startsWith(SSL_MODE) || query.contains("&")) {
            throw new IllegalArgumentException("the database address may have one option, sslMode");
        }
        String mode = decoded(query.substring(SSL_MODE.length()));
        try {
            return SSLMode.fromValue(mode);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "the database address has an unknown sslMode: use disable, prefer, require, verify-ca or verify-full");
        }
    }

    private static URI uri(String url) {
        if (!url.startsWith(PREFIX)) {
            throw malformed();
        }
        try {
            return URI.create(url.substring(PREFIX.length()));
        } catch (IllegalArgumentException notAUri) {
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "the database address is not of the form r2dbc:postgresql://user:password@host:5432/database");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** For the migrations. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8)
                + "?connectTimeout=5&loginTimeout=5&ApplicationName=tollgate"
                + (sslMode == null
                        ? ""
                        : "&sslmode=" + sslMode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Connects over JDBC, for what may block: migrations, proofs. */
    public Connection connect() throws SQLException {
        Properties who = new Properties();
        who.setProperty("user", user);
        if (password != null) {
            who.setProperty("password", password);
        }
        return DriverManager.getConnection(jdbcUrl(), who);
    }

    PostgresqlConnectionConfiguration.Builder configuration() {
        PostgresqlConnectionConfiguration.Builder builder = PostgresqlConnectionConfiguration.builder()
                .host(host)
                .port(port)
                .database(database)
                .username(user);
        if (password != null) {
            builder.password(password);
        }
        return sslMode == null ? builder : builder.sslMode(sslMode);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return host + ":" + port + "/" + database + " as " + user;
    }
}
