package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentListParams;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.simulator.stripe.Card;
import dev.tollgate.simulator.stripe.DeliveryPlan;
import dev.tollgate.simulator.stripe.StripeFault;
import dev.tollgate.simulator.stripe.StripeRequest;
import dev.tollgate.simulator.stripe.StripeSimulator;
import dev.tollgate.simulator.stripe.WebhookEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Credits come by themselves when there are few left: once each time, whatever goes wrong, and no more in a day than said. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TopUpIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              openai: { url: UPSTREAM_URL, dialect: openai, key_env: PROVIDER_KEY }
            models:
              "gpt-*": { provider: openai, tokens: { input: 2.50, output: 10.00 } }
            packages:
              plus: { pay: 5 }
            plans:
              test: {}
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CALL =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String INTENTS = "/v1/payment_intents";

    private final StripeSimulator stripe = StripeSimulator.start(0);
    private final Map<String, String> properties = Map.of(
            "tollgate.stripe.key",
            StripeSimulator.KEY,
            "tollgate.stripe.webhook-secret",
            "whsec_test",
            "tollgate.stripe.api-base",
            stripe.url(),
            "tollgate.stripe.return-url",
            "https://app.example.com/billing",
            "tollgate.stripe.timeout",
            "1s",
            "tollgate.stripe.top-up-pause",
            "100ms");
    private final TestGateway gateway = TestGateway.start(PRICES, properties);

    @BeforeAll
    void listen() {
        stripe.webhooks().add(WebhookEndpoint.all(gateway.url() + "/api/webhooks/stripe", "whsec_test"));
    }

    @AfterEach
    void proven() {
        stripe.clearFaults();
        gateway.settled();
        assertThat(LedgerProof.of(DatabaseUrl.parse(gateway.database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
    }

    @AfterAll
    void stop() {
        gateway.close();
        stripe.close();
    }

    /** An account and its customer at Stripe, which has a saved card and eleven credits. */
    private record Buyer(String key, String wallet, String customer) {}

    private Buyer buyer() {
        String key = gateway.accountWith("1");
        JsonNode checkout = JSON.readTree(gateway.post("/api/credits/checkout", key, "{\"amount\":1,\"saveCard\":true}")
                .body());
        assertThat(stripe.shopper().pay(checkout.path("session").asString(), Card.ACCEPTED))
                .isTrue();
        TestGateway.until("ten credits", () -> available(key).equals("11"));
        String wallet = one("SELECT wallet_id FROM billing_order WHERE id = '"
                + checkout.path("order").asString() + "'");
        return new Buyer(key, wallet, one("SELECT customer FROM stripe_customer WHERE wallet_id = " + wallet));
    }

    private String one(String query) {
        return gateway.database.query(query).get(0);
    }

    private String available(String key) {
        return gateway.get("/api/credits/balance", key).path("available").asString();
    }

    private JsonNode setting(Buyer buyer) {
        return gateway.get("/api/billing/auto-topup", buyer.key());
    }

    private HttpResponse<String> put(String key, String below, String mostPerDay) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/billing/auto-topup"))
                .header("x-api-key", key)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"enabled\":true,\"below\":\"" + below
                        + "\",\"package\":\"plus\",\"mostPerDay\":\"" + mostPerDay + "\"}")));
    }

    private void wants(Buyer buyer, String below, String mostPerDay) {
        HttpResponse<String> answer = put(buyer.key(), below, mostPerDay);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("enabled").asBoolean()).isTrue();
    }

    /** What the card of a customer was to be charged by itself: the states of all attempts. */
    private List<String> charges(Buyer buyer) {
        try {
            return StripeClient.builder()
                    .setApiKey(StripeSimulator.KEY)
                    .setApiBase(stripe.url())
                    .build()
                    .v1()
                    .paymentIntents()
                    .list(PaymentIntentListParams.builder()
                            .setCustomer(buyer.customer())
                            .setLimit(100L)
                            .build())
                    .getData()
                    .stream()
                    .filter(intent -> "package plus".equals(intent.getDescription()))
                    .map(PaymentIntent::getStatus)
                    .toList();
        } catch (StripeException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The keys under which charges by themselves were sent for a customer, one for each call. */
    private List<String> keys(Buyer buyer) {
        return stripe.received().stream()
                .filter(call -> call.method().equals("POST") && call.path().equals(INTENTS))
                .filter(call -> call.body().contains("customer=" + buyer.customer()))
                .map(TopUpIT::key)
                .toList();
    }

    private static String key(StripeRequest call) {
        return String.valueOf(call.header("idempotency-key"));
    }

    @Test
    void a_call_that_leaves_too_little_brings_new_credits_without_waiting_for_the_webhook() {
        assertThat(put(gateway.accountWith("1"), "11", "20").body()).contains("no_saved_card");
        Buyer buyer = buyer();
        wants(buyer, "11", "20");
        stripe.webhooks().hold();
        assertThat(charges(buyer)).isEmpty();
        assertThat(gateway.post("/v1/chat/completions", buyer.key(), CALL).statusCode())
                .isEqualTo(200);
        TestGateway.until("fifty credits", () -> available(buyer.key()).startsWith("60.9"));
        stripe.webhooks().deliver(DeliveryPlan.inOrder().times(2));
        stripe.webhooks().release();
        TestGateway.until("all events", () -> one("SELECT count(*) FROM stripe_inbox WHERE state = 'new'")
                .equals("0"));
        assertThat(available(buyer.key())).startsWith("60.9");
        assertThat(charges(buyer)).containsExactly("succeeded");
        assertThat(setting(buyer).path("chargedLastDay").asString()).isEqualTo("5.00");
    }

    @ParameterizedTest
    @CsvSource({"DECLINED, generic_decline", "AUTHENTICATION_REQUIRED, authentication_required"})
    void a_card_that_is_refused_three_times_is_left_alone_until_its_owner_says_otherwise(Card card, String reason) {
        Buyer buyer = buyer();
        stripe.dashboard().changeCard(buyer.customer(), card);
        wants(buyer, "20", "5");
        TestGateway.until("the end of it", () -> !setting(buyer).path("enabled").asBoolean());
        assertThat(setting(buyer).path("switchedOff").path("reason").asString()).contains(reason);
        assertThat(setting(buyer).path("chargedLastDay").asString()).isEqualTo("0.00");
        assertThat(charges(buyer)).containsExactly("canceled", "canceled", "canceled");
        stripe.dashboard().changeCard(buyer.customer(), Card.ACCEPTED);
        wants(buyer, "20", "5");
        TestGateway.until("fifty credits", () -> available(buyer.key()).equals("61"));
        assertThat(setting(buyer).has("switchedOff")).isFalse();
    }

    @Test
    void no_more_is_charged_in_a_day_than_was_said() {
        Buyer buyer = buyer();
        wants(buyer, "1000", "14.99");
        TestGateway.until("the cap", () -> one("SELECT order_id IS NULL AND next_at > now() + interval '30 seconds'"
                        + " FROM top_up WHERE wallet_id = " + buyer.wallet())
                .equals("t"));
        assertThat(available(buyer.key())).isEqualTo("111");
        assertThat(charges(buyer)).hasSize(2);
        wants(buyer, "1000", "15");
        TestGateway.until("one more", () -> available(buyer.key()).equals("161"));
    }

    private static Stream<StripeFault> faults() {
        // Most of them the official client tries twice again by itself.
        return Stream.of(
                        StripeFault.status(500).afterTheEffect(),
                        StripeFault.silent().afterTheEffect(),
                        StripeFault.cut().afterTheEffect())
                .map(fault -> fault.on("POST", INTENTS).times(3));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void an_answer_of_stripe_that_is_lost_does_not_charge_twice(StripeFault fault) {
        Buyer buyer = buyer();
        stripe.webhooks().hold();
        stripe.fault(fault);
        wants(buyer, "20", "100");
        TestGateway.until("fifty credits", () -> available(buyer.key()).equals("61"));
        stripe.webhooks().release();
        assertThat(charges(buyer)).containsExactly("succeeded");
        assertThat(Set.copyOf(keys(buyer))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "STATUS"})
    void what_stripe_has_failed_to_do_is_ordered_anew_for_the_same_key_is_answered_the_same(StripeFault.Kind kind) {
        Buyer buyer = buyer();
        stripe.fault(
                kind == StripeFault.Kind.FAILED
                        ? StripeFault.failed(500).on("POST", INTENTS)
                        : StripeFault.status(500).on("POST", INTENTS).times(3));
        wants(buyer, "20", "100");
        TestGateway.until("fifty credits", () -> available(buyer.key()).equals("61"));
        assertThat(charges(buyer)).containsExactly("succeeded");
        assertThat(Set.copyOf(keys(buyer))).hasSize(2);
        assertThat(gateway.database.query("SELECT state FROM billing_order WHERE kind = 'topup' AND wallet_id = "
                        + buyer.wallet() + " ORDER BY created_at"))
                .containsExactly("closed", "paid");
        assertThat(setting(buyer).path("chargedLastDay").asString()).isEqualTo("5.00");
    }

    @Test
    void what_a_node_had_ordered_when_it_died_is_charged_by_another_under_the_same_key() throws StripeException {
        Buyer buyer = buyer();
        UUID order = ordered(buyer, "");
        TestGateway.until("fifty credits", () -> available(buyer.key()).equals("61"));
        assertThat(keys(buyer)).containsExactly("tg:topup:" + order);
        assertThat(charges(buyer)).containsExactly("succeeded");
    }

    @Test
    void what_stripe_has_not_heard_of_is_given_up_when_it_was_switched_off() throws StripeException {
        Buyer buyer = buyer();
        UUID order = ordered(buyer, "SELECT tg_top_up_off(" + buyer.wallet() + ")");
        TestGateway.until("the end of it", () -> state(order).equals("closed"));
        assertThat(charges(buyer)).isEmpty();
        assertThat(setting(buyer).path("chargedLastDay").asString()).isEqualTo("0.00");
    }

    @Test
    void what_stripe_has_not_heard_of_for_a_day_is_ordered_anew() throws StripeException {
        Buyer buyer = buyer();
        UUID order = ordered(
                buyer,
                "UPDATE billing_order SET created_at = now() - interval '23 hours' WHERE cents = 500"
                        + " AND wallet_id = " + buyer.wallet());
        TestGateway.until("fifty credits", () -> available(buyer.key()).equals("61"));
        assertThat(state(order)).isEqualTo("closed");
        assertThat(charges(buyer)).containsExactly("succeeded");
        assertThat(keys(buyer)).hasSize(1).doesNotContain("tg:topup:" + order);
    }

    private String state(UUID order) {
        return one("SELECT state FROM billing_order WHERE id = '" + order + "'");
    }

    /** As a node leaves it that dies before it calls Stripe; {@code then} is what happens in the same moment. */
    private UUID ordered(Buyer buyer, String then) throws StripeException {
        UUID order = UUID.randomUUID();
        String card = StripeClient.builder()
                .setApiKey(StripeSimulator.KEY)
                .setApiBase(stripe.url())
                .build()
                .v1()
                .customers()
                .paymentMethods()
                .list(buyer.customer())
                .getData()
                .get(0)
                .getId();
        gateway.database.execute("SELECT tg_top_up_put(" + buyer.wallet() + ", true, 20000000000, 'plus', 0, 500);"
                + " SELECT tg_top_up_open('" + order + "', " + buyer.wallet()
                + ", 1, 'package plus', 500, 50000000000, '" + buyer.customer() + "', '" + card
                + "', interval '0', false);"
                + then);
        return order;
    }

    @Test
    void two_gateways_charge_each_account_once(@TempDir Path folder) throws IOException {
        List<Buyer> buyers = IntStream.range(0, 6).mapToObj(i -> buyer()).toList();
        Path pricing = Files.writeString(
                folder.resolve("pricing.yaml"), PRICES.replace("UPSTREAM_URL", gateway.provider.url()));
        Stream<String> set = properties.entrySet().stream().map(it -> "-D" + it.getKey() + "=" + it.getValue());
        try (GatewayProcess other = GatewayProcess.start(
                folder.resolve("other"),
                gateway.database.r2dbcUrl(),
                pricing,
                // Its worker begins when it starts, not when somebody asks for it.
                Stream.concat(set, Stream.of("-Dspring.main.lazy-initialization=false"))
                        .toList(),
                List.of())) {
            assertThat(other.url()).isNotEqualTo(gateway.url());
            buyers.parallelStream().forEach(buyer -> wants(buyer, "20", "100"));
            for (Buyer buyer : buyers) {
                TestGateway.until("fifty credits", () -> available(buyer.key()).equals("61"));
                assertThat(charges(buyer)).containsExactly("succeeded");
            }
        }
    }
}
