package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.pricing.yaml.PricingSchema;
import java.net.http.HttpRequest;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The prices for administrators: what is refused, what is stored, who did it. */
final class PricingApiIT {

    private TestApi api;

    @BeforeEach
    void start() {
        api = TestApi.start();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String prices(int input) {
        return """
               providers: { acme: { url: "http://127.0.0.1:9", dialect: openai } }
               models: { acme-1: { provider: acme, tokens: { input: %d, output: 9 } } }
               """
                .formatted(input);
    }

    private Answer get(String path) {
        return api.send(api.request(path).header("x-admin-key", TestApi.ADMIN_KEY));
    }

    private String applied(int input, String query) {
        Answer answer = api.admin("/admin/pricing/apply" + query, prices(input), "x-admin-actor", "ann");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.field("version");
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.field("code")).isEqualTo(code);
    }

    @Test
    void nothing_is_told_or_done_without_the_admin_key() {
        for (String path : new String[] {"", "/schema", "/history", "/history/0123456789ab"}) {
            refused(api.get("/admin/pricing" + path, "tg_live_x"), 401, "invalid_admin_key");
        }
        for (String path : new String[] {"validate", "apply", "rollback", "reload"}) {
            HttpRequest.Builder request = api.request("/admin/pricing/" + path)
                    .header("x-admin-key", "wrong")
                    .POST(HttpRequest.BodyPublishers.ofString(prices(1)));
            refused(api.send(request), 401, "invalid_admin_key");
        }
        assertThat(api.database.query("SELECT count(*) FROM price_version")).containsExactly("0");
    }

    @Test
    void a_text_is_validated_without_being_stored() {
        Answer good = api.admin("/admin/pricing/validate", prices(1));
        assertThat(good.json().path("valid").booleanValue()).isTrue();
        assertThat(good.field("version")).matches("[0-9a-f]{12}");

        Answer bad = api.admin("/admin/pricing/validate", prices(1).replace("output", "ouput"));
        assertThat(bad.status()).isEqualTo(200);
        assertThat(bad.json().path("valid").booleanValue()).isFalse();
        JsonNode problem = Objects.requireNonNull(bad.json().path("problems").get(0));
        assertThat(problem.path("line").intValue()).isEqualTo(2);
        assertThat(problem.path("column").intValue()).isPositive();
        assertThat(problem.path("what").asString()).isNotBlank();
        assertThat(api.database.query("SELECT count(*) FROM price_version")).containsExactly("0");
    }

    @Test
    void what_is_applied_is_in_force_and_in_the_history_with_who_and_why() {
        String first = applied(1, "?reason=first");
        String second = applied(2, "");

        Answer inForce = get("/admin/pricing");
        assertThat(inForce.field("version")).isEqualTo(second);
        assertThat(inForce.field("by")).isEqualTo("ann");
        assertThat(inForce.field("source")).isEqualTo("api");
        assertThat(inForce.field("since")).endsWith("Z");

        Answer page = get("/admin/pricing/history?limit=1");
        assertThat(page.json().path("activations")).hasSize(1);
        Answer rest = get("/admin/pricing/history?limit=1&cursor=" + page.field("nextCursor"));
        JsonNode oldest = Objects.requireNonNull(rest.json().path("activations").get(0));
        assertThat(oldest.path("version").asString()).isEqualTo(first);
        assertThat(oldest.path("reason").asString()).isEqualTo("first");
        assertThat(rest.json().path("nextCursor").isNull()).isTrue();

        Answer text = get("/admin/pricing/history/" + first);
        assertThat(text.type()).startsWith("application/yaml");
        assertThat(text.text()).isEqualTo(prices(1));
    }

    @Test
    void editors_get_the_schema_of_the_file() {
        Answer schema = get("/admin/pricing/schema");
        assertThat(schema.status()).isEqualTo(200);
        assertThat(schema.type()).startsWith("application/schema+json");
        assertThat(schema.text()).isEqualTo(PricingSchema.json());
        refused(get("/admin/pricing/schema?version=2"), 400, "invalid_field");
    }

    @Test
    void what_is_unusual_is_told_and_used_all_the_same() {
        String unusual = "effective: 2020-01-01T00:00:00Z\n" + prices(1);
        Answer validated = api.admin("/admin/pricing/validate", unusual);
        assertThat(validated.json().path("valid").booleanValue()).isTrue();
        assertThat(validated.json().path("problems")).isEmpty();
        assertWarned(validated);

        Answer applied = api.admin("/admin/pricing/apply", unusual);
        assertThat(applied.field("status")).isEqualTo("applied");
        assertWarned(applied);
        assertThat(get("/admin/pricing").field("version")).isEqualTo(applied.field("version"));
    }

    private static void assertWarned(Answer answer) {
        JsonNode warning = answer.json().path("warnings").path(0);
        assertThat(warning.path("file").asString()).isEqualTo("body");
        assertThat(warning.path("line").intValue()).isEqualTo(1);
        assertThat(warning.path("column").intValue()).isEqualTo(12);
        assertThat(warning.path("what").asString()).contains("this time has passed");
    }

    @Test
    void prices_that_name_their_own_beginning_are_scheduled_for_it_or_later() {
        String later = "effective: 2999-01-01T00:00:00Z\n" + prices(1);
        refused(api.admin("/admin/pricing/apply?at=2998-12-31T23:59:59Z", later), 400, "invalid_field");
        assertThat(api.database.query("SELECT count(*) FROM price_version")).containsExactly("0");

        Answer scheduled = api.admin("/admin/pricing/apply", later);
        assertThat(scheduled.field("status")).isEqualTo("scheduled");
        assertThat(scheduled.field("since")).isEqualTo("2999-01-01T00:00:00Z");
        assertThat(api.admin("/admin/pricing/apply?at=2999-06-01T00:00:00Z", later)
                        .field("since"))
                .isEqualTo("2999-06-01T00:00:00Z");
        assertThat(get("/admin/pricing").json().path("version").isNull()).isTrue();
    }

    @Test
    void a_text_that_carries_its_included_files_is_given_back_and_taken_again() {
        String models = prices(1).lines().skip(1).collect(Collectors.joining("\n")) + "\n";
        String main = "include: models/*.yaml\n" + prices(1).lines().findFirst().orElseThrow() + "\n";
        String unused = "models: {}\n";
        String text = main + carried("models/acme.yaml", models);

        Answer applied = api.admin("/admin/pricing/apply", text + carried("other.yaml", unused));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        String version = applied.field("version");
        String stored = get("/admin/pricing/history/" + version).text();
        assertThat(stored).as("without what is not included").isEqualTo(text);
        Answer again = api.admin("/admin/pricing/apply", stored);
        assertThat(again.field("status")).isEqualTo("unchanged");
        assertThat(again.field("version")).isEqualTo(version);

        Answer wrong = api.admin(
                "/admin/pricing/apply", main + carried("models/acme.yaml", models.replace("output", "ouput")));
        refused(wrong, 422, "invalid_pricing");
        JsonNode problem = wrong.json().path("problems").path(0);
        assertThat(problem.path("file").asString()).isEqualTo("models/acme.yaml");
        assertThat(problem.path("line").intValue()).isEqualTo(1);
        refused(api.admin("/admin/pricing/apply", main), 422, "invalid_pricing");
    }

    private static String carried(String name, String text) {
        return "\n--- # " + name + " " + text.length() + "\n" + text;
    }

    @Test
    void the_same_again_is_no_second_change() {
        String version = applied(1, "");
        Answer again = api.admin("/admin/pricing/apply", prices(1));
        assertThat(again.field("status")).isEqualTo("unchanged");
        assertThat(again.field("version")).isEqualTo(version);
        assertThat(again.field("by")).isEqualTo("ann");
        assertThat(get("/admin/pricing/history").json().path("activations")).hasSize(1);
    }

    @Test
    void prices_for_later_are_scheduled_and_taken_back_by_a_rollback() {
        String first = applied(1, "");
        Answer scheduled = api.admin("/admin/pricing/apply?at=2999-01-01T00:00:00%2B01:00", prices(2));
        assertThat(scheduled.field("status")).isEqualTo("scheduled");
        assertThat(scheduled.field("since")).isEqualTo("2998-12-31T23:00:00Z");
        assertThat(scheduled.field("by")).isEqualTo("admin key");
        assertThat(get("/admin/pricing").field("version")).isEqualTo(first);
        assertThat(get("/admin/pricing").json().path("upcoming")).hasSize(1);
        refused(
                api.admin("/admin/pricing/rollback", "{\"version\":\"" + scheduled.field("version") + "\"}"),
                409,
                "never_in_force");

        Answer back = api.admin(
                "/admin/pricing/rollback", "{\"version\":\"" + first + "\",\"reason\":\"no\"}", "x-admin-actor", "bob");
        assertThat(back.field("status")).isEqualTo("applied");
        assertThat(get("/admin/pricing").json().path("upcoming")).isEmpty();
        assertThat(get("/admin/pricing").field("source")).isEqualTo("rollback");
        assertThat(get("/admin/pricing").field("by")).isEqualTo("bob");
    }

    @Test
    void prices_with_mistakes_are_refused_with_all_of_them() {
        String version = applied(1, "");
        Answer answer = api.admin(
                "/admin/pricing/apply", prices(2).replace("output", "ouput").replace("dialect", "dialetc"));
        refused(answer, 422, "invalid_pricing");
        assertThat(answer.json().path("problems").size()).isGreaterThanOrEqualTo(2);
        refused(api.admin("/admin/pricing/apply", ""), 422, "invalid_pricing");
        refused(api.admin("/admin/pricing/apply", "#".repeat(8 * 1024 * 1024 + 1)), 413, "body_too_large");
        assertThat(get("/admin/pricing").field("version")).isEqualTo(version);
    }

    @Test
    void what_cannot_be_meant_is_refused_by_its_name() {
        for (String query : new String[] {"?at=tomorrow", "?att=2030-01-01T00:00:00Z", "?reason=" + "x".repeat(501)}) {
            refused(api.admin("/admin/pricing/apply" + query, prices(1)), 400, "invalid_field");
        }
        refused(api.admin("/admin/pricing/apply", prices(1), "x-admin-actor", "x".repeat(101)), 400, "invalid_field");
        refused(api.admin("/admin/pricing/rollback", "{}"), 400, "invalid_field");
        refused(api.admin("/admin/pricing/rollback", "{\"version\":\"0123456789ab\"}"), 404, "not_found");
        refused(get("/admin/pricing/history/0123456789ab"), 404, "not_found");
        refused(get("/admin/pricing/history?limit=0"), 400, "invalid_field");
        refused(get("/admin/pricing/history?cursor=x"), 400, "invalid_field");
        refused(get("/admin/pricing/nothing"), 404, "not_found");
        assertThat(api.database.query("SELECT count(*) FROM price_version")).containsExactly("0");
    }

    @Test
    void a_reload_without_a_file_changes_nothing() {
        assertThat(api.admin("/admin/pricing/reload", "").field("state")).isEqualTo("unchanged");
    }
}
