package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Csv;
import dev.tollgate.ledger.journal.JournalEntry;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Transactions as a CSV file, written as they come; nothing is sent before the first have come. */
final class TransactionFile {

    private static final MediaType TYPE = new MediaType("text", "csv", StandardCharsets.UTF_8);
    private static final String HEAD = Csv.line(
            "seq",
            "at",
            "kind",
            "amount",
            "debt",
            "balance",
            "source",
            "reference",
            "requestId",
            "operation",
            "model",
            "service");

    /** The server asks for some hundred pieces ahead of a slow client, so they are small. */
    private static final int LINES = 32;

    private TransactionFile() {}

    static Mono<Void> write(ServerHttpResponse response, String account, Flux<JournalEntry> entries) {
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(TYPE);
        headers.setContentDisposition(ContentDisposition.attachment()
                .filename("transactions-" + account + ".csv")
                .build());
        return response.writeWith(pieces(entries).map(piece -> buffer(response, piece)));
    }

    private static Flux<String> pieces(Flux<JournalEntry> entries) {
        return entries.map(TransactionView::of)
                .map(TransactionFile::line)
                .buffer(LINES)
                .map(lines -> lines.stream().collect(Collectors.joining()))
                .defaultIfEmpty("")
                .index((nth, piece) -> nth == 0 ? HEAD + piece : piece);
    }

    private static String line(TransactionView row) {
        return Csv.line(
                row.seq(),
                row.at(),
                row.kind(),
                row.amount(),
                row.debt(),
                row.balance(),
                row.source(),
                row.reference(),
                row.requestId(),
                row.operation(),
                row.model(),
                row.service());
    }

    private static DataBuffer buffer(ServerHttpResponse response, String piece) {
        return response.bufferFactory().wrap(piece.getBytes(StandardCharsets.UTF_8));
    }
}
