package dev.tollgate.admin.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.yaml.PricingFile;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

final class ReplaysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant TO = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant FROM = TO.minus(Duration.ofDays(7));

    private static final PriceBook BOOK = PricingFile.read(
            "book.yaml",
            """
            credit: { worth: 0.10 }
            providers: { acme: { url: "http://127.0.0.1:9", dialect: openai } }
            models: { acme-1: { provider: acme, tokens: { input: 1, output: 9 } } }
            """);

    /** An amount that an app named, which costs the same by any book. */
    private static final PastCall CALL = new PastCall(
            FROM,
            "acc_1",
            "default",
            PastCall.SPEND,
            false,
            "export",
            Optional.empty(),
            Usage.NONE,
            List.of(),
            Credits.of(new BigDecimal("2")),
            Optional.of(new BigDecimal("0.2")));

    private static Replays of(int recorded, int most) {
        return new Replays(
                (from, to, limit) -> Flux.just(CALL).repeat(recorded - 1).take(limit), most);
    }

    private static Mono<SimulationView> run(Replays replays) {
        return replays.of(FROM, TO, () -> new SimulationController.Revenue(BOOK));
    }

    @Test
    void calls_beyond_the_limit_are_not_counted_and_that_is_told() {
        StepVerifier.create(run(of(4, 3)))
                .assertNext(view -> {
                    assertThat(view.complete()).isFalse();
                    assertThat(view.rowLimit()).isEqualTo(3);
                    assertThat(view.total().calls()).isEqualTo(3);
                    assertThat(view.total().newCredits()).isEqualTo("6");
                })
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void as_many_calls_as_the_limit_are_all() {
        StepVerifier.create(run(of(3, 3)))
                .assertNext(view -> {
                    assertThat(view.complete()).isTrue();
                    assertThat(view.total().calls()).isEqualTo(3);
                })
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void a_second_one_is_refused_until_the_first_has_ended() {
        Sinks.Many<PastCall> slow = Sinks.many().unicast().onBackpressureBuffer();
        Replays replays = new Replays((from, to, limit) -> slow.asFlux(), 3);
        StepVerifier first = StepVerifier.create(run(replays))
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();

        refused(replays);
        slow.tryEmitNext(CALL).orThrow();
        refused(replays);
        slow.tryEmitComplete().orThrow();
        first.verify(PATIENCE);
    }

    @Test
    void after_the_end_of_one_whatever_it_was_the_next_may_run() {
        Iterator<Flux<PastCall>> calls = List.of(
                        Flux.<PastCall>never(),
                        Flux.<PastCall>error(new IllegalStateException("the database is away")),
                        Flux.just(CALL))
                .iterator();
        Replays replays = new Replays((from, to, limit) -> calls.next(), 3);
        Disposable left = run(replays).subscribe();
        refused(replays);
        left.dispose();

        StepVerifier.create(run(replays))
                .expectErrorMessage("the database is away")
                .verify(PATIENCE);
        StepVerifier.create(run(replays)).expectNextCount(1).expectComplete().verify(PATIENCE);
    }

    private static void refused(Replays replays) {
        StepVerifier.create(run(replays))
                .expectErrorMessage("A simulation is running already. Wait until it has ended.")
                .verify(PATIENCE);
    }
}
