package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.TableVendor.Used;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every provider of docs/providers.md, with its settings as they stand there, in every way that a call can go. The table of
 * that page is what has passed here: run with {@code -Dtollgate.docs=accept} to write it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProviderTableIT {

    private static final boolean ACCEPT = "accept".equals(System.getProperty("tollgate.docs"));
    private static final String BEGIN = "<!-- what ProviderTableIT has passed -->\n";
    private static final String END = "<!-- end -->";
    private static final String ANSWER = "Hello from somebody";

    /** In billionths of a credit, which is a dollar: a dollar a million of input, a tenth of it cached, ten of output. */
    private static final long INPUT = 1_000;

    private static final long CACHED = 100;
    private static final long OUTPUT = 10_000;
    private static final long SEARCH = 10_000_000;

    private final Path page = page();
    private final List<TableVendor> vendors = TableVendor.all(text());
    private final Map<String, Map<String, String>> passed = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private TestGateway gateway;

    private static Path page() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("docs/providers.md");
            if (Files.exists(found)) {
                return found;
            }
        }
        throw new AssertionError("docs/providers.md is in no folder above this one");
    }

    private String text() {
        try {
            return Files.readString(page);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @BeforeAll
    void start() {
        gateway = TestGateway.start("version: 1\ncredit: { worth: 1 }\nproviders:\n"
                + vendors.stream()
                        .map(vendor -> "  " + vendor.provider() + "\n")
                        .collect(Collectors.joining())
                + "models:\n"
                + vendors.stream()
                        .map(vendor -> "  " + vendor.model() + ": { provider: " + vendor.name()
                                + ", tokens: { input: 1, cached: 0.1, output: 10 }, request: { web_search: 0.01,"
                                + " search_low: 0, search_medium: 0, search_high: 0 } }\n")
                        .collect(Collectors.joining())
                + "plans:\n  test: { grant: { credits: 1000 } }\n");
    }

    @AfterAll
    void stop() throws IOException {
        gateway.settled();
        gateway.close();
        String table = table();
        String text = text();
        String now = text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
        if (ACCEPT) {
            Files.writeString(page, text.replace(BEGIN + now + END, BEGIN + table + END));
        } else {
            assertThat(now).as("the table of docs/providers.md").isEqualTo(table);
        }
    }

    private String table() {
        StringBuilder table = new StringBuilder("\n| |");
        List<String> ways = Stream.of(Way.values()).map(way -> way.words).toList();
        ways.forEach(way -> table.append(' ').append(way).append(" |"));
        table.append("\n|---|").append("---|".repeat(ways.size())).append('\n');
        passed.forEach((vendor, cells) -> {
            table.append("| ").append(vendor).append(" |");
            ways.forEach(way ->
                    table.append(' ').append(cells.getOrDefault(way, "–")).append(" |"));
            table.append('\n');
        });
        return table.append('\n').toString();
    }

    private enum Way {
        JSON("JSON"),
        STREAM("stream"),
        CACHED("cached"),
        REASONING("reasoning"),
        SEARCHES("web searches"),
        FAILS("error in a stream"),
        LEAVES("client leaves");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    @TestFactory
    Stream<DynamicTest> charges() {
        List<DynamicTest> tests = new ArrayList<>();
        for (TableVendor vendor : vendors) {
            for (Way way : Way.values()) {
                if (applies(vendor, way)) {
                    tests.add(DynamicTest.dynamicTest(vendor.name() + ", " + way.words, () -> {
                        check(vendor, way);
                        passed.computeIfAbsent(vendor.name(), name -> new LinkedHashMap<>())
                                .put(way.words, "yes");
                    }));
                }
            }
        }
        return tests.stream();
    }

    private static boolean applies(TableVendor vendor, Way way) {
        return switch (way) {
            case CACHED -> vendor.tellsCached();
            case REASONING -> vendor.tellsReasoning();
            case SEARCHES -> vendor.tellsSearches();
            default -> true;
        };
    }

    private void check(TableVendor vendor, Way way) throws IOException {
        switch (way) {
            case JSON -> reported(vendor, new Used(100, 0, 40, 0, 0), false);
            case STREAM -> reported(vendor, new Used(100, 0, 40, 0, 0), true);
            case CACHED -> reported(vendor, new Used(1000, 700, 40, 0, 0), true);
            case REASONING -> reported(vendor, new Used(100, 0, 400, 300, 0), false);
            case SEARCHES -> reported(vendor, new Used(100, 0, 40, 0, 2), false);
            case FAILS -> fails(vendor);
            case LEAVES -> leaves(vendor);
        }
    }

    private void answers(TableVendor vendor, Used used, boolean stream, String settings) {
        gateway.provider.clear();
        gateway.provider.script(vendor.script(used, stream, ANSWER).with(settings));
    }

    private void reported(TableVendor vendor, Used used, boolean stream) {
        answers(vendor, used, stream, "delay=0ms");
        HttpResponse<String> answer = gateway.post(vendor.path(stream), gateway.key(), vendor.body(stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello");
        noHoldIsOpen();
        assertCharged(used);
    }

    private void noHoldIsOpen() {
        TestGateway.until("no open hold", () -> gateway.database.openHolds() == 0);
    }

    private void assertCharged(Used used) {
        long charge = (used.input() - used.cached()) * INPUT
                + used.cached() * CACHED
                + used.output() * OUTPUT
                + used.searches() * SEARCH;
        assertThat(last("state || ' ' || basis || ' ' || charged")).isEqualTo("captured reported " + charge);
    }

    private String last(String what) {
        return gateway.database
                .query("SELECT " + what + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    /** What was delivered is charged, by an estimate, and the client is told in its own format. */
    private void fails(TableVendor vendor) {
        gateway.provider.clear();
        gateway.provider.script(vendor.failing(ANSWER));
        HttpResponse<String> answer = gateway.post(vendor.path(true), gateway.key(), vendor.body(true));
        assertThat(answer.body()).contains("Hello").contains("error");
        noHoldIsOpen();
        // Some tell a part of the counts as the stream begins.
        assertThat(last("state || ' ' || basis")).isIn("captured estimated", "captured partial");
        assertThat(Long.parseLong(last("charged"))).isPositive();
    }

    /** The answer is read to its end without the client, and charged by what the provider tells there. */
    private void leaves(TableVendor vendor) throws IOException {
        Used used = new Used(100, 0, 40, 0, 0);
        answers(vendor, used, true, "delay=50ms");
        long settled = calls();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + vendor.path(true)))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(vendor.body(true)))
                .build();
        try (InputStream answer =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            assertThat(answer.read()).isPositive();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
        TestGateway.until("the call is settled", () -> calls() == settled + 1);
        noHoldIsOpen();
        assertThat(last("detail::jsonb -> 'attempts' -> -1 ->> 'outcome'")).isEqualTo("client_left");
        assertCharged(used);
    }

    private long calls() {
        return Long.parseLong(
                gateway.database.query("SELECT count(*) FROM usage_record").get(0));
    }
}
