package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** An account that runs low is told once, by a webhook and a mail server that are real. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AlertsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final BlockingQueue<Received> hooks = new LinkedBlockingQueue<>();
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private @Nullable HttpServer receiver;
    private TestApi api;

    private record Received(String path, String body, String signature, String event) {}

    @BeforeAll
    void start() throws IOException {
        mail.start();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            Integer status = statuses.poll();
            hooks.add(new Received(
                    exchange.getRequestURI().getPath(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("tollgate-signature"),
                    exchange.getRequestHeaders().getFirst("tollgate-event-id")));
            exchange.getResponseHeaders().set("location", "/elsewhere");
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
            exchange.close();
        });
        receiver.start();
        api = TestApi.start(Map.of(
                "tollgate.alerts.allow-local", "true",
                "tollgate.alerts.look", "20ms",
                "tollgate.alerts.tell", "50ms",
                "tollgate.alerts.sweep", "200ms",
                "spring.mail.host", "127.0.0.1",
                "spring.mail.port", Integer.toString(mail.getSmtp().getPort())));
    }

    @AfterAll
    void stop() {
        api.close();
        if (receiver != null) {
            receiver.stop(0);
        }
        mail.stop();
    }

    private String hook(String path) {
        return "http://127.0.0.1:"
                + (receiver == null ? 0 : receiver.getAddress().getPort()) + path;
    }

    private Answer put(Customer customer, String body) {
        return api.send(api.request("/api/me/alerts")
                .header("x-api-key", customer.key())
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void spend(Customer customer, String amount) {
        Answer spent = api.post(
                "/api/credits/spend",
                customer.key(),
                "{\"amount\":\"" + amount + "\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        assertThat(spent.status()).as(spent.text()).isEqualTo(200);
    }

    private Received next(String path) throws InterruptedException {
        Received received = hooks.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (received == null) {
            throw new AssertionError("nothing came");
        }
        assertThat(received.path()).isEqualTo(path);
        return received;
    }

    private String signature(String secret, Received received) throws Exception {
        String seconds = received.signature().replaceAll("t=([0-9]+),v1=.*", "$1");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "t=" + seconds + ",v1="
                + HexFormat.of()
                        .formatHex(mac.doFinal((seconds + "." + received.body()).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_crossing_is_told_once_by_webhook_again_after_failures_and_anew_after_it_was_above() throws Exception {
        Customer customer = api.customer("free");
        Answer set = put(customer, "{\"threshold\":\"4\",\"webhook\":\"" + hook("/a") + "\"}");
        String secret = set.field("secret");
        assertThat(secret).startsWith("whsec_");
        assertThat(api.get("/api/me/alerts", customer.key()).text()).doesNotContain(secret);
        statuses.add(500);
        statuses.add(302);
        spend(customer, "5");
        spend(customer, "2");

        Received first = next("/a");
        Received second = nextTry();
        Received third = nextTry();

        assertThat(first.signature()).isEqualTo(signature(secret, first));
        JsonNode told = TestApi.JSON.readTree(first.body());
        assertThat(told.path("balance").asString()).isEqualTo("3");
        assertThat(told.path("message").asString()).isEqualTo("Only 3 credits are left on plan free.");
        assertThat(List.of(second.event(), third.event())).containsOnly(first.event());
        assertThat(hooks).isEmpty();
        spend(customer, "1");
        api.admin(
                "/api/credits/grant",
                "{\"account\":\"" + customer.account()
                        + "\",\"amount\":\"10\",\"source\":\"bonus\",\"reason\":\"more\",\"idempotencyKey\":\""
                        + UUID.randomUUID() + "\"}");
        until(
                "SELECT count(*) FROM alert_state s JOIN account a ON a.id = s.wallet_id WHERE NOT s.low AND a.public_id = '"
                        + customer.account() + "'");
        spend(customer, "9");

        assertThat(next("/a").event()).isNotEqualTo(first.event());
        Answer shown = api.get("/api/me/alerts", customer.key());
        assertThat(shown.json().path("events").size()).isEqualTo(2);
        assertThat(shown.json().path("webhook").asString()).isEqualTo(hook("/a"));
    }

    /** What failed is due now, not in ten seconds. */
    private Received nextTry() throws InterruptedException {
        until(
                "SELECT count(*) FROM alert_delivery WHERE ended IS NULL AND problem <> '' AND next_at > now() + interval '5 seconds'"
                        + " AND next_at < now() + interval '100 seconds'");
        api.database.execute("UPDATE alert_delivery SET next_at = now() WHERE ended IS NULL AND problem <> ''");
        return next("/a");
    }

    private void until(String count) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (api.database.query(count).contains("0")) {
            assertThat(System.nanoTime()).as(count).isLessThan(end);
        }
    }

    @Test
    void a_crossing_is_told_by_mail() throws Exception {
        Customer customer = api.customer("free");
        put(customer, "{\"threshold\":\"4\",\"email\":true}");
        spend(customer, "7");

        assertThat(mail.waitForIncomingEmail(PATIENCE.toMillis(), 1)).isTrue();
        MimeMessage message = mail.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("Your credits run low");
        assertThat(message.getContent().toString())
                .contains("Only 3 credits are left on plan free.", customer.account(), "had 3 credits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"webhook\":\"ftp://example.com\"}",
                "{\"webhook\":\"https://user@example.com\"}",
                "{\"webhook\":\"https:///x\"}",
                "{\"webhook\":\"nonsense with spaces\"}",
                "{\"threshold\":\"-1\"}",
                "{\"threshold\":\"1e3\"}",
                "{\"email\":\"yes\"}",
                "{\"emails\":true}"
            })
    void wishes_that_cannot_be_kept_are_refused(String body) {
        assertThat(put(api.customer("empty"), body).status()).isEqualTo(400);
    }

    @Test
    void the_secret_stays_while_the_address_does_and_nothing_of_it_is_stored() {
        Customer customer = api.customer("empty");
        String body = "{\"webhook\":\"" + hook("/b") + "\"}";
        String first = put(customer, body).field("secret");

        assertThat(put(customer, body).json().has("secret")).isFalse();
        String second = put(customer, body.replace("}", ",\"newSecret\":true}")).field("secret");
        assertThat(second).startsWith("whsec_").isNotEqualTo(first);
        assertThat(api.database.query("SELECT s::text FROM alert_setting s").toString())
                .doesNotContain("whsec_", second);
        assertThat(put(customer, "{}").json().has("webhook")).isFalse();
    }

    @Test
    void nobody_sees_anothers() {
        Customer customer = api.customer("free");
        put(customer, "{\"threshold\":\"7\",\"webhook\":\"" + hook("/mine") + "\"}");

        assertThat(api.get("/api/me/alerts", api.customer("free").key()).text()).doesNotContain("/mine");
    }
}
