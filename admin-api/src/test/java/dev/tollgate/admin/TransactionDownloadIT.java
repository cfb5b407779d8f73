package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A long file of entries, and clients that leave in the middle of it. */
final class TransactionDownloadIT extends ApiTest {

    private static final String PATH = "/api/credits/transactions";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** More than a client's socket, the server's and all buffers between take: 20 MB as CSV. */
    private static final int MANY = 200_000;

    private Customer one;
    private Customer two;

    /** The long file's entries are made up, so there is nothing to check. */
    @Override
    void checkBooks() {}

    private long account(Customer customer) {
        return api.ledger
                .accounts()
                .byPublicId(customer.account())
                .blockOptional(PATIENCE)
                .orElseThrow()
                .id();
    }

    @BeforeAll
    void fill() {
        one = heavy();
        two = heavy();
        api.database.execute("ANALYZE entry");
    }

    /** An account with a long file. */
    private Customer heavy() {
        Customer heavy = api.customer("empty");
        api.database.execute("INSERT INTO entry SELECT " + account(heavy)
                + ", n, 'grant', 'issued:promo', 'wallet', 1, n, NULL,"
                + " 'a reference that makes the line a little longer', '', '', now() FROM generate_series(1, " + MANY
                + ") n");
        return heavy;
    }

    /** The server may not have noticed yet that the download before has ended. */
    private InputStream begun(Customer customer) throws Exception {
        HttpRequest file = api.request(PATH + "?format=csv")
                .header("x-api-key", customer.key())
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<InputStream> answer =
                    HttpClient.newHttpClient().send(file, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            answer.body().close();
            assertThat(System.nanoTime()).as("a download begins").isLessThan(end);
        }
    }

    @Test
    void streams_a_long_file_and_frees_the_connection_of_a_client_that_leaves() throws Exception {
        for (int leaving = 0; leaving < 3; leaving++) {
            try (InputStream body = begun(one)) {
                assertThat(body.readNBytes(1000)).hasSize(1000);
                until("the database waits for the client", () -> suspended() == 1);
            }
            until("the connection is free again", () -> suspended() == 0);
        }

        List<String> lines =
                api.get(PATH + "?format=csv", one.key()).text().lines().toList();
        assertThat(lines).hasSize(MANY + 1);
        assertThat(lines.get(MANY)).startsWith(MANY + ",").contains(",grant,0.000000001,0,0.0002,");
    }

    @Test
    void an_account_has_one_download_at_a_time_of_whatever_kind_and_a_gateway_two() throws Exception {
        Customer three = api.customer("empty");
        String nothing = PATH + "?format=csv&to=2020-01-01";
        try (InputStream first = begun(one)) {
            until("the first one stands", () -> suspended() == 1);
            for (String path : List.of(nothing, "/api/me/export", "/api/analytics?format=csv")) {
                Answer refused = api.get(path, one.key());
                assertThat(refused.status()).as(path).isEqualTo(429);
                assertThat(refused.field("code")).isEqualTo("download_running");
            }
            try (InputStream second = begun(two)) {
                until("the second one stands", () -> suspended() == 2);
                assertThat(api.get(nothing, three.key()).status()).isEqualTo(503);
                assertThat(api.get(PATH, three.key()).status()).as("a page").isEqualTo(200);
                assertThat(second.read()).isNotNegative();
            }
            until("there is room", () -> api.get(nothing, three.key()).status() == 200);
            assertThat(first.read()).isNotNegative();
        }
        until("the account may again", () -> api.get(nothing, one.key()).status() == 200);
    }

    private long suspended() {
        return api.database
                .query("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND query LIKE '%LATERAL%' AND state = 'active' AND wait_event = 'ClientRead'")
                .size();
    }

    private static void until(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
        }
    }
}
