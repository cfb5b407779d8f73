package dev.tollgate.admin.analytics;

import dev.tollgate.admin.analytics.FiguresView.Money;
import dev.tollgate.admin.problem.Csv;
import dev.tollgate.ledger.analytics.UsageSums;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows of the analytics as a CSV file, written as they come; nothing is sent before the first have come. */
final class AnalyticsFile {

    private static final MediaType TYPE = new MediaType("text", "csv", StandardCharsets.UTF_8);

    /** The server asks for some hundred pieces ahead of a slow client, so they are small. */
    private static final int LINES = 32;

    private AnalyticsFile() {}

    static Mono<Void> write(
            ServerHttpResponse response, AnalyticsQuery query, boolean admin, Flux<UsageSums.Row> rows) {
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(TYPE);
        headers.setContentDisposition(ContentDisposition.attachment()
                .filename("usage-by-" + query.by() + ".csv")
                .build());
        return response.writeWith(pieces(query, admin, rows).map(piece -> buffer(response, piece)));
    }

    private static Flux<String> pieces(AnalyticsQuery query, boolean admin, Flux<UsageSums.Row> rows) {
        return rows.map(row -> line(query, admin, row))
                .buffer(LINES)
                .map(lines -> lines.stream().collect(Collectors.joining()))
                .defaultIfEmpty("")
                .index((nth, piece) -> nth == 0 ? head(query.by(), admin) + piece : piece);
    }

    private static String head(String by, boolean admin) {
        String own = Csv.line(by, "requests", "failed", "credits", "average_millis", "input_tokens", "output_tokens");
        return admin
                ? own.strip() + ","
                        + Csv.line("email", "revenue_usd", "cost_usd", "margin_usd", "revenue_without_cost_usd")
                : own;
    }

    private static String line(AnalyticsQuery query, boolean admin, UsageSums.Row row) {
        FiguresView view = FiguresView.of(row.figures(), admin);
        String name = row.at() == null ? row.name() : FiguresView.time(row.at(), query.zone());
        String own = Csv.line(
                name,
                view.requests(),
                view.failed(),
                view.credits(),
                view.averageMillis(),
                view.inputTokens(),
                view.outputTokens());
        @Nullable Money money = view.money();
        return money == null
                ? own
                : own.substring(0, own.length() - 2) + ","
                        + Csv.line(
                                row.email(), money.revenue(), money.cost(), money.margin(), money.revenueWithoutCost());
    }

    private static DataBuffer buffer(ServerHttpResponse response, String piece) {
        return response.bufferFactory().wrap(piece.getBytes(StandardCharsets.UTF_8));
    }
}
