package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.BoundedBody;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A pricing text that was sent or stored, read. It may carry the files that it includes.
 *
 * @param read absent if it has problems
 * @param warnings what is probably not meant, and used all the same
 */
record PricingText(Optional<ReadPricing> read, List<ProblemView> problems, List<ProblemView> warnings) {

    private static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final String BODY = "body";

    /** The body of a request; a problem if it is too large or no text. */
    static Mono<PricingText> of(ServerHttpRequest request) {
        return of(request, Surroundings.UNKNOWN);
    }

    /** The same, checked against the surroundings it is to be used in. */
    static Mono<PricingText> of(ServerHttpRequest request, Surroundings surroundings) {
        return BoundedBody.of(request, MOST_BYTES)
                .map(PricingText::decoded)
                .flatMap(text -> of(BODY, text, surroundings));
    }

    /** Read aside: a large text takes longer than an event loop may be kept. */
    static Mono<PricingText> of(String name, String text, Surroundings surroundings) {
        return Mono.fromCallable(() -> read(name, text, surroundings)).subscribeOn(Schedulers.boundedElastic());
    }

    private static PricingText read(String name, String text, Surroundings surroundings) {
        try {
            ReadPricing read = PricingFile.check(name, text, surroundings);
            List<ProblemView> warnings = Stream.of(read.warnings(), read.outdated())
                    .flatMap(all -> ProblemView.of(all).stream())
                    .toList();
            return new PricingText(Optional.of(read), List.of(), warnings);
        } catch (PricingProblems problems) {
            return new PricingText(
                    Optional.empty(), ProblemView.of(problems.problems()), ProblemView.of(problems.warnings()));
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

    /** With a problem for each provider key that it needs and this node does not have. */
    PricingText on(LocalPrices local) {
        List<ProblemView> missing =
                read.map(local::missing).map(ProblemView::of).orElse(List.of());
        return missing.isEmpty() ? this : new PricingText(Optional.empty(), missing, warnings);
    }

    /** @throws Problem with all that is wrong */
    ReadPricing usable() {
        return read.orElseThrow(() -> refused(problems));
    }

    /** @throws Problem with all that is wrong */
    PriceBook book() {
        return usable().book();
    }

    static Problem refused(List<ProblemView> problems) {
        return Problem.with(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid_pricing",
                "These prices cannot be used; 'problems' tells why. The prices in force stay.",
                Map.of("problems", problems));
    }
}
