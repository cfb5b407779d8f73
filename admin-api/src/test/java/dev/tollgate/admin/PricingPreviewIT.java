package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What a pricing file would do, asked before it is used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PricingPreviewIT {

    private TestApi api;

    @BeforeAll
    void start() {
        api = TestApi.start();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Answer preview(String path, String yaml) {
        return api.admin("/admin/pricing/" + path, yaml);
    }

    @Test
    void a_diff_tells_what_changes_against_the_book_in_force() {
        Answer answer = preview("diff", TestApi.PRICES.replace("input: 2.50", "input: 3.00"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("changes")).hasSize(1);
        JsonNode model = answer.json().path("changes").path(0);
        assertThat(model.path("section").asString()).isEqualTo("model");
        assertThat(model.path("name").asString()).isEqualTo("gpt-4o");
        JsonNode price = model.path("prices").path(0);
        assertThat(price.path("kind").asString()).isEqualTo("input");
        assertThat(price.path("before").path("usd").asString()).isEqualTo("2.5");
        assertThat(price.path("after").path("credits").asString()).isEqualTo("30");
        assertThat(price.path("percent").asString()).isEqualTo("20.0");
        assertThat(preview("diff", TestApi.PRICES).json().path("changes")).isEmpty();
    }

    @Test
    void a_simulation_prices_recorded_spends_again() {
        Customer customer = api.customer("free");
        Answer spent = api.post(
                "/api/credits/use",
                customer.key(),
                "{\"service\":\"bundle\",\"quantity\":2,\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        assertThat(spent.status()).isEqualTo(200);

        Answer answer = preview("simulate?last=1h", TestApi.PRICES.replace("credits: 2.5 }", "credits: 3 }"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("rowLimit").asInt()).isEqualTo(100_000);
        assertThat(answer.json().path("complete").asBoolean()).isTrue();
        JsonNode bundle = answer.json().path("models").path("bundle");
        assertThat(bundle.path("credits").asString()).isEqualTo("5");
        assertThat(bundle.path("newCredits").asString()).isEqualTo("6");
        assertThat(answer.json()
                        .path("payingMore")
                        .path(customer.account())
                        .path("newUsd")
                        .asString())
                .isEqualTo("0.6");
        Answer gone = preview("simulate", TestApi.PRICES.replace("  bundle: { credits: 2.5 }\n", ""));
        assertThat(gone.json().path("refused").path(0).path("model").asString()).isEqualTo("bundle");
        assertThat(gone.json().path("refused").path(0).path("reason").asString())
                .isEqualTo("no_price");

        JsonNode diff = preview("diff?last=1h", TestApi.PRICES.replace("credits: 2.5 }", "credits: 3 }"))
                .json();
        JsonNode reached = diff.path("changes").path(0).path("reached");
        assertThat(reached.path("accounts").asInt()).isEqualTo(1);
        assertThat(reached.path("credits").asString()).isEqualTo("5");
        assertThat(reached.path("newCredits").asString()).isEqualTo("6");
        assertThat(diff.path("hit").path("complete").asBoolean()).isTrue();
        assertThat(diff.path("hit").path("calls")).isEqualTo(reached);
        assertThat(preview("diff", TestApi.PRICES).json().has("hit")).isFalse();
    }

    @Test
    void a_price_below_cost_tells_how_much_is_lost_with_each() {
        Answer answer = preview(
                "diff",
                TestApi.PRICES.replace(
                        "tokens: { input: 2.50, output: 10.00 }",
                        "tokens: { input: 2.00, output: 10.00 }, cost: { input: 2.25, output: 9 }, confirmed: true"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode price = answer.json().path("changes").path(0).path("prices").path(0);
        assertThat(price.path("after").path("usd").asString()).isEqualTo("2");
        assertThat(price.path("belowCost").asString()).isEqualTo("0.25");
        JsonNode dearer = preview("diff", TestApi.PRICES.replace("input: 2.50", "input: 3.00"))
                .json();
        assertThat(dearer.path("changes").path(0).path("prices").path(0).has("belowCost"))
                .isFalse();
    }

    @Test
    void a_simulation_tells_cost_margin_and_what_is_sold_below_it() {
        Customer customer = api.customer("free");
        Answer spent = api.post(
                "/api/credits/use",
                customer.key(),
                "{\"service\":\"sms\",\"quantity\":100,\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        assertThat(spent.status()).as(spent.text()).isEqualTo(200);

        JsonNode earns = preview("simulate?last=1h", TestApi.PRICES).json();
        JsonNode sms = earns.path("models").path("sms");
        assertThat(sms.path("newUsd").asString()).isEqualTo("0.948");
        assertThat(sms.path("costUsd").asString()).isEqualTo("0.79");
        assertThat(sms.path("margin").asString()).isEqualTo("16.6");
        assertThat(earns.path("sellsBelowCost").isEmpty()).isTrue();

        JsonNode loses = preview(
                        "simulate?last=1h",
                        TestApi.PRICES.replace(
                                "sms: { unit: 0.0079,", "sms: { unit: 0.0079, cost: 0.01, confirmed: true,"))
                .json();
        assertThat(loses.path("models").path("sms").path("costUsd").asString()).isEqualTo("1");
        assertThat(loses.path("models").path("sms").path("margin").asString()).isEqualTo("-5.5");
        assertThat(loses.path("sellsBelowCost")).hasSize(1);
        assertThat(loses.path("sellsBelowCost").path(0).asString()).isEqualTo("sms");
    }

    @Test
    void a_file_that_cannot_be_used_is_refused_with_the_place_of_each_mistake() {
        String wrong = TestApi.PRICES.replace("provider: openai", "provider: opnai");
        for (String path : new String[] {"diff", "simulate"}) {
            Answer refused = preview(path, wrong);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.type()).startsWith("application/problem+json");
            assertThat(refused.field("code")).isEqualTo("invalid_pricing");
            JsonNode problem = refused.json().path("problems").path(0);
            assertThat(problem.path("file").asString()).isEqualTo("body");
            assertThat(problem.path("line").intValue()).isEqualTo(7);
            assertThat(problem.path("what").asString()).contains("did you mean 'openai'");
        }
        assertThat(preview("diff", "").status()).as("an empty body").isEqualTo(422);
        assertThat(preview("simulate?last=soon", TestApi.PRICES).field("field")).isEqualTo("last");
        assertThat(preview("simulate?lsat=1h", TestApi.PRICES).field("field")).isEqualTo("lsat");
        assertThat(preview("diff?last=1", TestApi.PRICES).field("field")).isEqualTo("last");
        Answer large = preview("diff", " ".repeat(9 * 1024 * 1024));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.field("code")).isEqualTo("body_too_large");
    }

    @Test
    void only_administrators_may_ask() {
        for (String path : new String[] {"diff", "simulate"}) {
            Answer refused = api.send(api.request("/admin/pricing/" + path)
                    .header("x-admin-key", "guess")
                    .POST(HttpRequest.BodyPublishers.ofString(TestApi.PRICES)));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.field("code")).isEqualTo("invalid_admin_key");
        }
    }
}
