package dev.tollgate.filter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.CallPaths;
import dev.tollgate.pricing.ProviderConnection;
import dev.tollgate.pricing.ProviderConnection.Auth;
import dev.tollgate.pricing.ProviderConnection.Timeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** An answer between a provider and a client either of which may stop at any moment. */
final class UpstreamBodyTest {

    private static final DefaultDataBufferFactory BUFFERS = new DefaultDataBufferFactory();

    private final TestPublisher<DataBuffer> provider = TestPublisher.create();
    private final StreamWatch watch =
            new StreamWatch(new StreamWatch.Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), 10));
    private final List<String> read = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final UpstreamBody body = body(true);

    private UpstreamBody body(boolean drains) {
        return body(provider.flux(), drains);
    }

    private UpstreamBody body(Flux<DataBuffer> source, boolean drains) {
        return new UpstreamBody(
                new Upstream(
                        source,
                        () -> {
                            closed.add("provider");
                            provider.complete();
                        },
                        () -> closed.add("client"),
                        Mono.never(),
                        watch,
                        new ProviderConnection(
                                Auth.of("openai"), Map.of(), Timeouts.NONE, drains, true, false, CallPaths.USUAL),
                        Making.UNNAMED),
                bytes -> {
                    read.add(new String(bytes, StandardCharsets.UTF_8));
                    return new Portion(bytes, Portion.NOTHING, null);
                });
    }

    @AfterEach
    void end() {
        watch.destroy();
    }

    private void provides(String text) {
        provider.next(BUFFERS.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_a_writer_gave_up_without_a_word_is_read_to_its_end() {
        StepVerifier.create(body, 1)
                .then(() -> provides("a"))
                .expectNextCount(1)
                .thenAwait()
                .then(() -> {
                    StepVerifier.create(body.ended())
                            .then(() -> provides("b"))
                            .then(provider::complete)
                            .verifyComplete();
                })
                .thenCancel()
                .verify();
        assertThat(read).containsExactly("a", "b");
        assertThat(body.clientLeft()).isTrue();
    }

    /** A connection tells its subscriber on its own event loop, which may be late. */
    @Test
    void an_answer_whose_client_left_before_it_could_be_asked_for_is_read_to_its_end() {
        AtomicReference<Subscriber<? super DataBuffer>> asking = new AtomicReference<>();
        Publisher<DataBuffer> connection = asking::set;
        UpstreamBody late = body(Flux.from(connection), true);
        late.subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // Like a writer that has given up: it asks for nothing.
            }
        });

        StepVerifier.create(late.ended())
                .then(() -> provider.subscribe(asking.get()))
                .then(() -> provides("a"))
                .then(provider::complete)
                .verifyComplete();
        assertThat(read).containsExactly("a");
    }

    @Test
    void a_provider_that_is_stopped_for_its_silence_has_not_completed_its_answer() {
        StepVerifier.create(body, 1)
                .then(() -> provides("a"))
                .expectNextCount(1)
                .then(body::stop)
                .verifyError(TimeoutException.class);
        assertThat(body.failure()).isInstanceOf(TimeoutException.class);
        assertThat(closed).containsExactly("provider");
    }

    @Test
    void a_provider_that_is_not_to_be_drained_is_stopped_as_soon_as_the_client_leaves() {
        UpstreamBody stopped = body(false);
        StepVerifier.create(stopped, 1)
                .then(() -> provides("a"))
                .expectNextCount(1)
                .thenCancel()
                .verify();
        StepVerifier.create(stopped.ended()).verifyComplete();
        assertThat(closed).containsExactly("provider");
        assertThat(read).containsExactly("a");
    }

    @Test
    void a_client_that_asks_for_nothing_is_waited_for_and_dropped_and_its_answer_read_on() {
        StepVerifier.create(body, 1)
                .then(() -> assertThat(body.waitsForClient()).isFalse())
                .then(() -> provides("a"))
                .expectNextCount(1)
                .then(() -> assertThat(body.waitsForClient()).isTrue())
                .then(body::dropClient)
                .then(() -> provides("b"))
                .then(provider::complete)
                .thenCancel()
                .verify();
        assertThat(read).containsExactly("a", "b");
        assertThat(closed).containsExactly("client");
        assertThat(body.failure()).isNull();
    }
}
