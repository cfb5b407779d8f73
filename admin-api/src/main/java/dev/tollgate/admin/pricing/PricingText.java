package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.BoundedBody;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A pricing text that was sent or stored, read.
 *
 * @param book absent if it has problems, or needs keys that this node does not have
 */
record PricingText(String text, Optional<PriceBook> book, List<ProblemView> problems) {

    private static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final String NAME = "body";

    /** The body of a request; a problem if it is too large or no text. */
    static Mono<PricingText> of(ServerHttpRequest request, LocalPrices local) {
        return BoundedBody.of(request, MOST_BYTES).map(PricingText::decoded).flatMap(text -> of(text, local));
    }

    /** Read aside: a large text takes longer than an event loop may be kept. */
    static Mono<PricingText> of(String text, LocalPrices local) {
        return Mono.fromCallable(() -> read(text, local)).subscribeOn(Schedulers.boundedElastic());
    }

    private static PricingText read(String text, LocalPrices local) {
        try {
            PriceBook book = PricingFile.read(NAME, text);
            List<String> missing = local.missing(book);
            return missing.isEmpty()
                    ? new PricingText(text, Optional.of(book), List.of())
                    : new PricingText(text, Optional.empty(), ProblemView.ofWhole(missing));
        } catch (PricingProblems problems) {
            return new PricingText(text, Optional.empty(), ProblemView.of(problems.problems()));
        }
    }

    private static String decoded(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new Problem(HttpStatus.BAD_REQUEST, "invalid_text", "The body must be a pricing file as UTF-8 text.");
        }
    }

    /** @throws Problem with all that is wrong */
    PriceBook usable() {
        return book.orElseThrow(() -> refused(problems));
    }

    static Problem refused(List<ProblemView> problems) {
        return Problem.with(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid_pricing",
                "These prices cannot be used; 'problems' tells why. The prices in force stay.",
                Map.of("problems", problems));
    }
}
