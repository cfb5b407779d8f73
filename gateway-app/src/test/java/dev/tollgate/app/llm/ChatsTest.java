package dev.tollgate.app.llm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.filter.gateway.Arrived;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.ClientAddress;
import dev.tollgate.filter.identity.OwnProviderKeys;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.filter.limit.Visit;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.key.KeyScope;
import dev.tollgate.ledger.ownkey.OwnKeys;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Who gets a thread for a chat in one piece, and who hears what when something goes wrong on it. */
final class ChatsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final PriceBook BOOK = PricingFile.read(
            "test.yaml",
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              openai: { url: http://localhost:1, auth: none }
            models:
              gpt-4o: { provider: openai, tokens: { input: 2.50, output: 10.00 } }
            plans:
              test: { grant: { credits: 1, every: once } }
            """);

    private static final byte[] ASKED =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                    .getBytes(StandardCharsets.UTF_8);

    /** What becomes of a call at the gate. */
    private Supplier<Mono<Void>> gate = () -> Mono.error(new IllegalStateException("out of order"));

    private final Chats chats = new Chats(
            new HandOver(new ObjectProvider<>() {
                @Override
                public DispatcherHandler getObject() {
                    return new DispatcherHandler() {
                        @Override
                        public Mono<Void> handle(ServerWebExchange exchange) {
                            return gate.get();
                        }
                    };
                }
            }),
            unused(),
            new LlmSettings(1));

    @AfterEach
    void stop() {
        chats.destroy();
    }

    /** No call comes so far that it costs anything. */
    @SuppressWarnings("NullAway")
    private static Receipts unused() {
        return new Receipts(null, null);
    }

    private Mono<Void> asking(long account) {
        Plan plan = BOOK.firstPlan();
        Caller caller = new Caller(
                new Account(account, "acc_" + account, "someone@example.com", plan.name()),
                1,
                KeyScope.ALL,
                false,
                Plan.Limits.NONE,
                new OwnProviderKeys(OwnKeys.NONE, 1, Optional.empty()),
                plan,
                new PriceSnapshot(BOOK, provider -> Optional.empty()),
                Credits.ZERO);
        LlmRequest request = LlmRequest.of(ASKED);
        return chats.answer(new GateCall(
                MockServerWebExchange.from(MockServerHttpRequest.post("/api/llm-gateway")),
                new Arrived(new Visit(ClientAddress.UNKNOWN), caller),
                request,
                Target.of(request, caller)));
    }

    @Test
    void a_thread_that_is_not_free_yet_takes_no_other_chat() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        CompletableFuture<Void> freed = new CompletableFuture<>();
        asking(1).subscribe(none -> {}, failure -> {
            told.complete(null);
            freed.join();
        });
        told.join();
        try {
            assertThatThrownBy(() -> asking(2).block(PATIENCE))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("this gateway has room for");
        } finally {
            freed.complete(null);
        }
    }

    @Test
    void an_error_is_told_as_any_failure() {
        gate = () -> {
            throw new NoClassDefFoundError("missing");
        };
        assertThatThrownBy(() -> asking(1).block(PATIENCE))
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessage("missing");
    }
}
