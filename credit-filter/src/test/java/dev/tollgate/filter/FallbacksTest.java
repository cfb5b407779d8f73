package dev.tollgate.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.catalog.BuiltInDialects;
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
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in for a model is asked as if the caller had asked for it, in every place that names a model. */
final class FallbacksTest {

    private static final PriceBook BOOK = PricingFile.read(
            "test.yaml",
            """
            credit: { worth: 1 }
            providers:
              one: { url: http://localhost:1, auth: none, deployments: { other: prod-other } }
              two: { url: http://localhost:2, auth: none }
              google: { url: http://localhost:3, dialect: gemini }
              keyed: { url: http://localhost:4, key_env: NOBODY_HAS_IT }
            models:
              main: { provider: one, tokens: { input: 1, output: 10 }, fallbacks: [other, dear, keyless] }
              other: { provider: one, tokens: { input: 2, output: 20 } }
              dear: { provider: two, tokens: { input: 1, output: 100 }, max_output_tokens: 8000, default_output_tokens: 8000 }
              keyless: { provider: keyed, tokens: { input: 1000, output: 1000 } }
              big: { provider: google, tokens: { input: 1, output: 1 }, fallbacks: [small] }
              small: { provider: google, tokens: { input: 1, output: 2 } }
              whisper: { provider: one, minute: 0.006, fallbacks: [other] }
              omni-moderation-latest: { provider: one, free: true, fallbacks: [other] }
              shown: { provider: one, tokens: { input: 1, output: 10 }, fallbacks: [mine-4o-mini] }
              mine-4o-mini: { provider: two, tokens: { input: 1, output: 10 } }
              plain: { provider: one, tokens: { input: 1, output: 10 }, request: { web_search: 0.01 }, fallbacks: [mine-search-1] }
              mine-search-1: { provider: two, tokens: { input: 1, output: 10 }, request: { web_search: 0.01 } }
              search: { provider: one, tokens: { input: 1, output: 10 }, request: { web_search: 0.01 }, fallbacks: [other] }
            """);

    private static final String CHAT = "/v1/chat/completions";

    private static Ticket asked(String path, String body) {
        return asked(path, body, new AtomicInteger());
    }

    /** @param reads how often the body was read */
    private static Ticket asked(String path, String body, AtomicInteger reads) {
        Dialects.Match match = BuiltInDialects.all().match(path).orElseThrow();
        Plan plan = BOOK.firstPlan();
        Caller caller = new Caller(
                new Account(1, "acc_1", "someone@example.com", plan.name()),
                1,
                KeyScope.ALL,
                false,
                Plan.Limits.NONE,
                new OwnProviderKeys(OwnKeys.NONE, 1, Optional.empty()),
                plan,
                new PriceSnapshot(BOOK, provider -> Optional.empty()),
                Credits.ZERO);
        Call call = new Call(
                UUID.randomUUID(),
                Instant.now(),
                counting(match.dialect(), reads),
                match.operation(),
                caller,
                new Visit(ClientAddress.UNKNOWN),
                body.getBytes(StandardCharsets.UTF_8),
                Map.of());
        return Quoting.quote(call).then(Quoting::withFallbacks).fold(ticket -> ticket, denial -> {
            throw new AssertionError(denial);
        });
    }

    private static Dialect counting(Dialect dialect, AtomicInteger reads) {
        return (Dialect) Proxy.newProxyInstance(
                Dialect.class.getClassLoader(), new Class<?>[] {Dialect.class}, (proxy, method, arguments) -> {
                    reads.addAndGet(method.getName().equals("intent") ? 1 : 0);
                    return method.invoke(dialect, arguments);
                });
    }

    private static String sent(Ticket ticket) {
        return new String(ticket.upstreamBody(), StandardCharsets.UTF_8);
    }

    @Test
    void the_same_body_is_sent_with_another_name_and_what_the_other_model_needs() {
        Ticket asked = asked(CHAT, "{\"model\":\"main\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(asked.fallbackModels()).containsExactly("other", "dear");
        assertThat(sent(asked)).contains("\"model\":\"main\"", "\"max_completion_tokens\":4096");
        Ticket other = Fallbacks.ticket(asked, "other");
        assertThat(sent(other)).contains("\"model\":\"prod-other\"", "\"max_completion_tokens\":4096");
        Ticket dear = Fallbacks.ticket(asked, "dear");
        assertThat(sent(dear)).contains("\"model\":\"dear\"", "\"max_completion_tokens\":8000");
        assertThat(dear.subject().model()).isEqualTo("main");
        assertThat(dear.subject().provider()).isEqualTo("two");
        assertThat(dear.call().id()).isEqualTo(asked.call().id());
    }

    @Test
    void the_hold_and_the_tokens_are_those_of_the_dearest_and_the_largest() {
        Ticket asked = asked(CHAT, "{\"model\":\"main\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        Ticket dear = Fallbacks.ticket(asked, "dear");
        assertThat(asked.hold()).isEqualTo(dear.worstCase()).isNotEqualTo(asked.worstCase());
        assertThat(dear.hold()).isEqualTo(asked.hold());
        assertThat(asked.worstTokens()).isGreaterThan(8_000).isEqualTo(dear.worstTokens());
    }

    @Test
    void a_lowered_bound_is_paid_by_each() {
        Ticket asked = asked(
                CHAT, "{\"model\":\"main\",\"max_tokens\":4000,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        Credits most = Credits.ofNanos(60_000_000);
        Ticket lower = Fallbacks.within(asked, most).orElseThrow();
        assertThat(lower.hold().credits()).isLessThanOrEqualTo(most);
        assertThat(lower.loweredTo()).as("it fits as it stands").isEmpty();
        for (String name : lower.fallbackModels()) {
            Ticket target = Fallbacks.ticket(lower, name);
            assertThat(target.worstCase().credits()).isLessThanOrEqualTo(most);
            assertThat(target.loweredTo()).isPresent();
            assertThat(sent(target))
                    .contains("\"max_tokens\":" + target.loweredTo().getAsLong());
        }
        assertThat(Fallbacks.fits(asked, most))
                .isEqualTo(Fallbacks.ticket(lower, "dear").loweredTo());
        assertThat(Fallbacks.within(asked, Credits.ofNanos(1))).isEmpty();
    }

    @Test
    void a_model_in_the_path_is_another_one_in_the_path() {
        Ticket asked = asked("/v1beta/models/big:generateContent", "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(asked.fallbackModels()).containsExactly("small");
        Ticket small = Fallbacks.ticket(asked, "small");
        assertThat(small.call().operation().pathFor(small.upstreamModel()))
                .isEqualTo("/v1beta/models/small:generateContent");
        Ticket azure = asked(
                "/openai/deployments/main/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(sent(Fallbacks.ticket(azure, "other"))).contains("\"model\":\"prod-other\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/moderations | {\"input\":\"Hi\"}",
                "/v1/responses/input_tokens | {\"model\":\"main\",\"input\":\"Hi\"}",
                "/v1beta/models/big:countTokens | {\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}",
                "/v1/responses | {\"model\":\"main\",\"background\":true,\"input\":\"Hi\"}",
                "/v1/responses | {\"model\":\"search\",\"tools\":[{\"type\":\"web_search\"}],\"input\":\"Hi\"}",
            })
    void what_cannot_be_asked_of_another_is_asked_of_none(String path, String body) {
        Ticket asked = asked(path, body);
        assertThat(asked.fallbackModels()).isEmpty();
        assertThat(asked.hold()).isEqualTo(asked.worstCase());
    }

    @Test
    void what_names_an_object_is_asked_of_its_provider_alone() {
        Ticket asked =
                asked("/v1/responses", "{\"model\":\"main\",\"previous_response_id\":\"resp_1\",\"input\":\"Hi\"}");
        assertThat(asked.fallbackModels()).isEqualTo(List.of("other"));
    }

    @Test
    void the_body_is_read_once_for_all_of_them_and_for_all_that_follows() {
        AtomicInteger reads = new AtomicInteger();
        Ticket asked = asked(
                CHAT,
                "{\"model\":\"main\",\"max_tokens\":4000,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                reads);
        Credits most = Credits.ofNanos(60_000_000);
        Fallbacks.fits(asked, most);
        Ticket lower = Fallbacks.within(asked, most).orElseThrow();
        assertThat(lower.fallbackModels()).hasSize(2);
        lower.fallbackModels().forEach(name -> sent(Fallbacks.ticket(lower, name)));
        assertThat(reads).hasValue(1);
        assertThat(Fallbacks.ticket(asked, "dear").call().body())
                .as("nor is it kept twice")
                .isSameAs(asked.call().body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "\"n\":3,\"stream\":true,\"messages\":[]",
                "\"max_completion_tokens\":77,\"max_tokens\":99,\"messages\":[]",
                "\"service_tier\":\"flex\",\"modalities\":[\"text\"],\"messages\":[]",
            })
    void each_costs_what_it_would_cost_and_sends_what_it_would_send_had_it_been_asked_for(String rest) {
        Ticket instead = Fallbacks.ticket(asked(CHAT, "{\"model\":\"main\"," + rest + "}"), "dear");
        Ticket itself = asked(CHAT, "{\"model\":\"dear\"," + rest + "}");
        assertThat(instead.worstCase()).isEqualTo(itself.worstCase());
        assertThat(sent(instead)).isEqualTo(sent(itself));
        assertThat(instead.intent().model()).isEqualTo("dear");
        assertThat(instead.intent().trueModel()).isEqualTo("dear");
    }

    @Test
    void what_is_asked_for_counts_by_the_model_that_is_asked() {
        String picture = ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                + "\"image_url\":{\"url\":\"https://example.com/a.png\"}}]}]}";
        Ticket shown = asked(CHAT, "{\"model\":\"shown\"" + picture);
        Ticket mini = Fallbacks.ticket(shown, "mine-4o-mini");
        assertThat(mini.quote().worstUsage().inputTokens())
                .isGreaterThan(shown.quote().worstUsage().inputTokens() + 36_000);

        AtomicInteger reads = new AtomicInteger();
        Ticket plain = asked(CHAT, "{\"model\":\"plain\",\"messages\":[]}", reads);
        Ticket searches = Fallbacks.ticket(plain, "mine-search-1");
        assertThat(plain.intent().toolBounds()).isEmpty();
        assertThat(searches.intent().toolBounds()).containsEntry("webSearch", 1L);
        assertThat(sent(searches)).contains("\"model\":\"mine-search-1\"");
        assertThat(reads)
                .as("a model that searches unasked reads it differently")
                .hasValue(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/responses | {\"model\":\"main\",\"input\":\"Hi\"} | other",
                "/v1/responses | {\"model\":\"main\",\"store\":null,\"input\":\"Hi\"} | other",
                "/v1/responses | {\"model\":\"main\",\"store\":true,\"input\":\"Hi\"} | other",
                "/v1/responses/compact | {\"model\":\"main\",\"input\":\"Hi\"} | other",
                "/v1/responses | {\"model\":\"main\",\"store\":false,\"input\":\"Hi\"} | other,dear",
                "/v1/chat/completions | {\"model\":\"main\",\"store\":true,\"messages\":[]} | other,dear",
            })
    void an_answer_that_is_kept_is_made_where_it_will_be_looked_for(String path, String body, String names) {
        assertThat(String.join(",", asked(path, body).fallbackModels())).isEqualTo(names);
    }
}
