package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Usage as its owner and administrators see it. */
final class AnalyticsApiIT extends ApiTest {

    private Customer spender() {
        Customer customer = api.customer("free");
        spend(
                customer,
                "{\"service\":\"bundle\",\"idempotencyKey\":\"1\",\"tags\":{\"source\":\"web\",\"team\":\"x\"}}");
        spend(customer, "{\"service\":\"sms\",\"quantity\":10,\"idempotencyKey\":\"2\",\"tags\":{\"team\":\"=1+1\"}}");
        return customer;
    }

    private void spend(Customer customer, String body) {
        assertThat(api.post("/api/credits/spend", customer.key(), body).status())
                .isEqualTo(200);
    }

    private Answer admin(String path) {
        return api.send(api.request(path).header("x-admin-key", TestApi.ADMIN_KEY));
    }

    private static List<String> names(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.json().path("rows").forEach(row -> names.add(row.path("name").asString("")));
        return names;
    }

    @Test
    void shows_what_was_consumed_a_moment_ago_and_nobody_elses() {
        Customer customer = spender();
        spender();

        Answer days = api.get("/api/analytics", customer.key());

        assertThat(days.json().path("rows").size()).isEqualTo(30);
        JsonNode today = days.json().path("rows").path(29);
        assertThat(today.path("requests").asInt()).isEqualTo(2);
        assertThat(today.path("credits").asString()).isEqualTo("3.448");
        assertThat(days.json().path("total").path("credits").asString()).isEqualTo("3.448");
        assertThat(days.json().path("total").has("money")).isFalse();
        assertThat(days.json().has("liability")).isFalse();
    }

    @Test
    void tells_usage_apart_by_service_source_and_tag() {
        Customer customer = spender();

        assertThat(names(api.get("/api/analytics?by=service", customer.key()))).containsExactly("bundle", "sms");
        assertThat(names(api.get("/api/analytics?by=model", customer.key()))).isEmpty();
        assertThat(names(api.get("/api/analytics?by=source", customer.key()))).containsExactly("web", "");
        assertThat(names(api.get("/api/analytics?by=tag", customer.key())))
                .contains("source=web", "team=x", "team==1+1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "plan", "wallet_id", "DAY", ""})
    void callers_cannot_ask_for_what_is_everybodys(String by) {
        Answer answer = api.get("/api/analytics?by=" + by, api.customer("empty").key());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("field")).isEqualTo("by");
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-11-01T00:07:00Z,from",
        "from=yesterday,from",
        "from=1970-01-01,from",
        "from=2026-11-02&to=2026-11-01,to",
        "from=2020-01-01&to=2026-01-01,from",
        "from=2026-01-01&to=2026-03-01&by=hour,from",
        "zone=GMT%2B2,zone",
        "zone=Mars/Phobos,zone",
        "account=acc_1,account",
        "by=model&limit=1001,limit",
        "by=day&limit=10,limit",
        "format=xml,format",
        "by=model&by=day,by"
    })
    void says_which_parameter_is_wrong(String query, String field) {
        Answer answer = api.get("/api/analytics?" + query, api.customer("empty").key());

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.field("field")).isEqualTo(field);
    }

    @Test
    void days_are_those_of_the_zone_and_as_long_as_they_are() {
        Answer answer = api.get(
                "/api/analytics?zone=Europe/Berlin&from=2026-10-24&to=2026-10-27",
                api.customer("empty").key());
        List<String> days = new ArrayList<>();
        answer.json().path("rows").forEach(row -> days.add(row.path("at").asString("")));

        assertThat(days)
                .containsExactly("2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00");
        Answer hours = api.get(
                "/api/analytics?zone=Europe/Berlin&from=2026-10-25&to=2026-10-26&by=hour",
                api.customer("empty").key());
        assertThat(hours.json().path("rows").size()).isEqualTo(25);
    }

    @Test
    void administrators_see_accounts_revenue_cost_margin_and_liability() {
        Customer customer = spender();

        Answer accounts = admin("/admin/analytics?by=account&limit=1000");

        assertThat(names(accounts)).contains(customer.account());
        JsonNode total = accounts.json().path("total");
        assertThat(total.path("money").path("revenue").asString()).isNotEmpty();
        assertThat(total.path("money").path("margin").asString()).isNotEqualTo("0");
        assertThat(accounts.json().path("liability").path("unspentCredits").asString())
                .isNotEqualTo("0");
        assertThat(names(admin("/admin/analytics?by=plan"))).contains("free");
        api.send(api.request("/api/accounts/" + customer.account() + "/segment")
                .header("x-admin-key", TestApi.ADMIN_KEY)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"segment\":\"early-birds\"}")));
        assertThat(names(admin("/admin/analytics?by=segment"))).contains("early-birds");
        assertThat(api.get("/api/analytics?by=segment", customer.key()).status())
                .isEqualTo(400);
        for (String by : List.of(
                "day",
                "hour&from=2026-11-20&to=2026-11-25",
                "model",
                "service",
                "provider",
                "operation",
                "source",
                "tag",
                "key")) {
            assertThat(admin("/admin/analytics?by=" + by).status()).as(by).isEqualTo(200);
        }
    }

    @Test
    void nobody_else_sees_everybodys() {
        assertThat(api.get("/admin/analytics", api.customer("empty").key()).status())
                .isEqualTo(401);
        assertThat(api.send(api.request("/api/analytics")).status()).isEqualTo(401);
    }

    @Test
    void files_have_all_rows_and_no_formulas() {
        Customer customer = spender();

        Answer file = api.get("/api/analytics?by=tag&format=csv", customer.key());

        assertThat(file.type()).startsWith("text/csv");
        assertThat(file.text().lines().findFirst())
                .contains("tag,requests,failed,credits,average_millis,input_tokens,output_tokens");
        assertThat(file.text().lines()).hasSize(4);
        spend(customer, "{\"amount\":\"0.1\",\"idempotencyKey\":\"3\",\"tags\":{\"source\":\"=HYPERLINK(1)\"}}");
        assertThat(api.get("/api/analytics?by=source&format=csv", customer.key())
                        .text())
                .contains("'=HYPERLINK(1)");
        Answer all = api.send(api.request("/admin/analytics?by=account")
                .header("x-admin-key", TestApi.ADMIN_KEY)
                .header("accept", "text/csv"));
        assertThat(all.text().lines().findFirst().orElse(""))
                .startsWith("account,")
                .endsWith(",revenue_without_cost_usd");
        assertThat(all.text()).contains(customer.account());
    }
}
