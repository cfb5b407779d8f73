package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.LlmCaller.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A chat that another model answers than was asked for says which one, and whose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LlmGatewayFallbackIT {

    private TwoProviders providers;
    private LlmCaller caller;

    @BeforeAll
    void start() {
        providers = new TwoProviders();
        caller = new LlmCaller(providers.gateway);
    }

    @BeforeEach
    void nobody_fails() {
        providers.fine();
    }

    @AfterAll
    void stop() {
        providers.close();
    }

    private void answers(String provider, String model) {
        for (String body : List.of(TwoProviders.body("best"), TwoProviders.stream("best"))) {
            Answer answer = caller.ask(providers.gateway.key(), body);
            assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
            assertThat(answer.end().path("provider").asString()).isEqualTo(provider);
            assertThat(answer.end().path("model").asString()).isEqualTo(model);
            assertThat(answer.header("tollgate-model")).isEqualTo(model);
        }
    }

    @Test
    void the_one_that_was_asked_for() {
        answers("first", "main");
    }

    @Test
    void the_one_that_took_its_place() {
        providers.firstFails("status=503");
        answers("second", "spare");
    }
}
