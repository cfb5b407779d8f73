package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the analytics say of a few calls, beside what somebody has added up by hand. */
final class AnalyticsFiguresIT extends ApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Account account(Customer customer) {
        return Objects.requireNonNull(
                api.ledger.accounts().byPublicId(customer.account()).block(PATIENCE));
    }

    private static Credits credits(String amount) {
        return Credits.of(new BigDecimal(amount));
    }

    /** A call that took so long, was sold for so much, and cost the platform so much, or nobody knows how much. */
    private void call(Customer customer, long millis, String amount, String usd, @Nullable String cost) {
        long account = account(customer).id();
        UUID id = UUID.randomUUID();
        Subject subject = new Subject("openai", "chat", "gpt-4o", "platform", "v1");
        UsageRecord call = new UsageRecord(
                Instant.now(),
                subject,
                null,
                Basis.REPORTED,
                Usage.NONE,
                List.of(),
                new Charge(credits(amount), new BigDecimal(usd), "v1", List.of()),
                List.of(new UsageRecord.Attempt("openai", 200, "completed", millis)),
                Map.of(),
                null,
                cost == null ? null : new BigDecimal(cost));
        api.ledger
                .ledger()
                .hold(new HoldRequest(id, account, credits(amount), Credits.ZERO, subject))
                .block(PATIENCE);
        api.ledger.ledger().capture(new CaptureRequest(id, account, call)).block(PATIENCE);
    }

    private void spend(String key, String amount) {
        Answer spent = api.post(
                "/api/credits/spend",
                key,
                "{\"amount\":\"" + amount + "\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        assertThat(spent.status()).as(spent.text()).isEqualTo(200);
    }

    private JsonNode admin(String query) {
        Answer answer = api.send(api.request("/admin/analytics?" + query).header("x-admin-key", TestApi.ADMIN_KEY));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode ofAdmins(Customer customer) {
        for (JsonNode row : admin("by=account&limit=1000").path("rows")) {
            if (row.path("name").asString().equals(customer.account())) {
                return row;
            }
        }
        throw new AssertionError("no row of " + customer);
    }

    /** All that was settled until now is in the sums, and is read from them. */
    private void rolledUp(Customer customer, int requests) {
        api.until(() -> {
            api.database.query("SELECT behind FROM tg_roll_up('1 day', '0')");
            return api.database
                    .query("SELECT coalesce(sum(requests), 0) FROM usage_rollup WHERE wallet_id = "
                            + account(customer).id())
                    .contains(String.valueOf(requests));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_average_time_is_that_of_calls_alone(boolean rolledUp) {
        Customer customer = api.customer("free");
        call(customer, 100, "1", "0.10", null);
        call(customer, 201, "1", "0.10", null);
        spend(customer.key(), "1");
        if (rolledUp) {
            rolledUp(customer, 3);
        }
        JsonNode answer = api.get("/api/analytics?by=operation", customer.key()).json();
        assertThat(answer.path("total").path("requests").asInt()).isEqualTo(3);
        // (100 + 201) / 2, a half rounded up
        assertThat(answer.path("total").path("averageMillis").asInt()).isEqualTo(151);
        for (JsonNode row : answer.path("rows")) {
            assertThat(row.has("averageMillis"))
                    .isEqualTo(row.path("name").asString().equals("chat"));
        }
        assertThat(answer.path("rows").size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_margin_is_of_what_has_a_known_cost(boolean rolledUp) {
        Customer customer = api.customer("free");
        call(customer, 1, "3", "0.30", "0.21");
        call(customer, 1, "1", "0.10", "0.12");
        call(customer, 1, "2.5", "0.25", null);
        if (rolledUp) {
            rolledUp(customer, 3);
        }
        JsonNode row = ofAdmins(customer);
        assertThat(row.path("credits").asString()).isEqualTo("6.5");
        Map<String, String> money = new TreeMap<>();
        row.path("money")
                .properties()
                .forEach(entry -> money.put(entry.getKey(), entry.getValue().asString()));
        assertThat(money)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "revenue", "0.65",
                        "cost", "0.33",
                        // 0.30 - 0.21 + 0.10 - 0.12, of 0.40
                        "margin", "0.07",
                        "marginPercent", "17.5",
                        "revenueWithoutCost", "0.25"));
    }

    @Test
    void what_is_owed_is_what_was_paid_for_what_is_left() {
        JsonNode before = admin("by=day").path("liability");
        Customer customer = api.customer("free");
        api.ledger
                .ledger()
                .grant(new GrantRequest(
                        account(customer).id(),
                        GrantRequest.Source.PURCHASE,
                        UUID.randomUUID().toString(),
                        credits("80"),
                        "test",
                        new GrantTerms(new BigDecimal("4"), List.of(), null, null)))
                .block(PATIENCE);
        // The 10 of the plan go first, then 20 of those that 5 cents each were paid for.
        spend(customer.key(), "30");
        api.admin(
                "/api/credits/grant",
                "{\"account\":\"" + customer.account()
                        + "\",\"amount\":\"7\",\"source\":\"bonus\",\"reason\":\"test\",\"idempotencyKey\":\""
                        + UUID.randomUUID() + "\"}");
        Customer debtor = api.customer("free");
        Answer taken = api.admin(
                "/api/credits/adjust",
                "{\"account\":\"" + debtor.account()
                        + "\",\"amount\":\"-12.5\",\"reason\":\"test\",\"idempotencyKey\":\"" + UUID.randomUUID()
                        + "\"}");
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);

        JsonNode after = admin("by=day").path("liability");
        assertThat(more(before, after, "usd")).isEqualByComparingTo("3");
        assertThat(more(before, after, "credits")).isEqualByComparingTo("60");
        assertThat(more(before, after, "unspentCredits")).isEqualByComparingTo("67");
        assertThat(more(before, after, "debtCredits")).isEqualByComparingTo("2.5");
    }

    private static BigDecimal more(JsonNode before, JsonNode after, String name) {
        return new BigDecimal(after.path(name).asString())
                .subtract(new BigDecimal(before.path(name).asString()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_each_key_used_is_told_apart(boolean rolledUp) {
        Customer customer = api.customer("free");
        Answer second = api.post("/api/keys", customer.key(), "{\"name\":\"second\"}");
        spend(customer.key(), "1");
        spend(second.field("key"), "2");
        spend(customer.key(), "0.5");
        if (rolledUp) {
            rolledUp(customer, 3);
        }
        String first = "";
        for (JsonNode key : api.get("/api/keys", customer.key()).json().path("keys")) {
            first = key.path("id").asString().equals(second.field("id"))
                    ? first
                    : key.path("id").asString();
        }
        Map<String, String> used = new TreeMap<>();
        api.get("/api/analytics?by=key", customer.key())
                .json()
                .path("rows")
                .forEach(row -> used.put(
                        row.path("name").asString(),
                        row.path("requests").asString() + " for "
                                + row.path("credits").asString()));
        assertThat(used).containsExactlyInAnyOrderEntriesOf(Map.of(first, "2 for 1.5", second.field("id"), "1 for 2"));
    }
}
