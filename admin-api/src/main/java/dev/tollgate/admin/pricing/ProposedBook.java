package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The price book that a request brings along: its body is the text of a pricing file, of at most 8 MB. */
final class ProposedBook {

    private static final int MOST = 8 * 1024 * 1024;
    private static final String NAME = "pricing.yaml";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean whole = true;

    private ProposedBook() {}

    /** Fails with a {@link Problem} if it cannot be used. Reading a large one takes a while, so no event loop does it. */
    static Mono<PriceBook> of(ServerHttpRequest request) {
        return request.getBody()
                .collect(ProposedBook::new, ProposedBook::add)
                .publishOn(Schedulers.boundedElastic())
                .map(ProposedBook::read);
    }

    /** What is too much passes by, so that the refusal can still be heard. */
    private void add(DataBuffer buffer) {
        try {
            int count = buffer.readableByteCount();
            whole = whole && bytes.size() + count <= MOST;
            if (whole) {
                byte[] part = new byte[count];
                buffer.read(part);
                bytes.write(part, 0, count);
            }
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private PriceBook read() {
        if (!whole) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "The body is larger than 8 MB; a price list is not. Send the text of a pricing file.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return PricingFile.read(NAME, text);
        } catch (PricingProblems problems) {
            throw new Problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "invalid_pricing",
                    "The pricing file cannot be used:\n" + problems.getMessage());
        } catch (CharacterCodingException notText) {
            throw new Problem(
                    HttpStatus.BAD_REQUEST, "invalid_text", "The body must be the text of a pricing file, in UTF-8.");
        }
    }
}
