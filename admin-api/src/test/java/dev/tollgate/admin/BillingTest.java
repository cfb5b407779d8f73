package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.LedgerInvariants;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The module beside a Stripe that does what the test says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BillingTest {

    static final String SECRET = "whsec_one";
    static final String OLD_SECRET = "whsec_two";

    final StripeStandIn stripe = new StripeStandIn();
    TestApi api;

    @BeforeAll
    void start() {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "tollgate.stripe.key",
                "sk_test_billing",
                "tollgate.stripe.webhook-secret",
                SECRET + "," + OLD_SECRET,
                "tollgate.stripe.return-url",
                "https://app.example.com/billing",
                "tollgate.stripe.api-base",
                stripe.url(),
                "tollgate.stripe.pause",
                "50ms",
                "tollgate.stripe.reconcile-every",
                reconcileEvery()));
        settings.putAll(more());
        api = TestApi.start(settings);
    }

    /** Settings of this test only. */
    Map<String, Object> more() {
        return Map.of();
    }

    /** How often Stripe is compared with the books by itself. */
    String reconcileEvery() {
        return "0s";
    }

    @AfterAll
    void stop() {
        LedgerInvariants.check(api.database);
        assertThat(LedgerProof.of(DatabaseUrl.parse(api.database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
        api.close();
        stripe.close();
    }

    Answer checkout(Customer customer, String body) {
        return api.post("/api/credits/checkout", customer.key(), body);
    }

    Answer deliver(String event) {
        return deliver(event, System.currentTimeMillis() / 1000, SECRET);
    }

    Answer deliver(String event, long seconds, String secret) {
        byte[] body = event.getBytes(StandardCharsets.UTF_8);
        return deliver(body, "t=" + seconds + ",v1=" + hmac(secret, seconds, body));
    }

    Answer deliver(byte[] body, String signature) {
        return deliver("/api/webhooks/stripe", body, signature);
    }

    Answer deliver(String path, byte[] body, String signature) {
        HttpRequest.Builder request = api.request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return api.send(signature.isEmpty() ? request : request.header("stripe-signature", signature));
    }

    static String hmac(String secret, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    /** Waits until the worker has looked at all that came. */
    void worked() {
        api.database.awaitNone("SELECT FROM stripe_inbox WHERE state = 'new'");
    }

    /** What became of an event, and why. */
    String outcome(String event) {
        String id = TestApi.JSON.readTree(event).path("id").asString();
        return api.database
                .query("SELECT state || ': ' || reason FROM stripe_inbox WHERE event_id = '" + id + "'")
                .get(0);
    }

    String available(Customer customer) {
        return api.get("/api/credits/balance", customer.key()).field("available");
    }
}
