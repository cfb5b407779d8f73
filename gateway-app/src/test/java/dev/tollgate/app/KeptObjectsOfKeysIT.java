package dev.tollgate.app;

import static dev.tollgate.app.OwnerAndStranger.RESPONSES;
import static dev.tollgate.app.OwnerAndStranger.body;
import static dev.tollgate.app.OwnerAndStranger.code;
import static dev.tollgate.app.OwnerAndStranger.message;
import static dev.tollgate.app.OwnerAndStranger.naming;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Of what a provider keeps of an account's calls, a key that may do little reaches what it has made itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeptObjectsOfKeysIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MODELS = "\"models\":[\"gpt-4o\"]";
    private static final List<String> WAYS =
            List.of("GET ", "GET ?stream=true", "DELETE ", "GET /input_items", "POST /cancel");

    private OwnerAndStranger two;

    @BeforeAll
    void start() {
        two = new OwnerAndStranger();
    }

    @AfterEach
    void forget() {
        two.gateway.settled();
        two.gateway.provider.clear();
    }

    @AfterAll
    void stop() {
        two.close();
    }

    private record Key(String id, String secret) {}

    /** One more key of the owner's. */
    private Key key(String restrictions) {
        String fields = restrictions.isEmpty() ? "" : "," + restrictions;
        return key(two.gateway.post("/api/keys", two.owner, "{\"name\":\"test\"" + fields + "}"), 201);
    }

    private static Key key(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode made = JSON.readTree(answer.body());
        return new Key(made.path("id").asString(), made.path("key").asString());
    }

    private HttpResponse<String> ask(String way, String key, String response) {
        String[] parts = way.split(" ", 2);
        return two.kept(parts[0], key, RESPONSES + "/" + response + parts[1]);
    }

    private void assertOutOfReach(String key, String response) {
        two.assertRefused(key, RESPONSES, naming(response));
        long sent = two.gateway.provider.receivedCount();
        for (String way : WAYS) {
            HttpResponse<String> refused = ask(way, key, response);
            assertThat(refused.statusCode()).as(way + refused.body()).isEqualTo(404);
            assertThat(message(refused.body()))
                    .isEqualTo(message(ask(way, key, "resp_never").body()).replace("resp_never", response));
        }
        assertThat(two.gateway.provider.receivedCount()).isEqualTo(sent);
    }

    private void assertWithinReach(String key, String response) {
        two.assertPassed(key, RESPONSES, naming(response));
        for (String way : WAYS) {
            long sent = two.gateway.provider.receivedCount();
            ask(way, key, response);
            assertThat(two.gateway.provider.receivedCount()).as(way).isEqualTo(sent + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MODELS,
                "\"services\":[]",
                "\"addresses\":[\"127.0.0.0/8\"]",
                "\"budgets\":{\"total\":50}",
                "\"expires\":\"2190-01-01T00:00:00Z\""
            })
    void a_key_for_little_reaches_what_it_has_made_itself(String restrictions) {
        String little = key(restrictions).secret();
        String owners = two.made("");
        assertOutOfReach(little, owners);
        String own = two.madeWith(little, "");
        assertOutOfReach(key(restrictions).secret(), own);
        assertWithinReach(little, own);
        assertWithinReach(two.owner, own);
        assertWithinReach(key("").secret(), two.made(""));
    }

    @Test
    void nothing_tells_another_keys_from_another_accounts_and_from_none() {
        String little = key(MODELS).secret();
        String owners = two.made("");
        String strangers = two.madeWith(two.stranger, "");
        String none = two.ask(little, RESPONSES, naming("resp_never")).body();
        for (String response : List.of(owners, strangers)) {
            HttpResponse<String> refused = two.ask(little, RESPONSES, naming(response));
            assertThat(code(refused)).isEqualTo("400 previous_response_not_found");
            assertThat(message(refused.body())).isEqualTo(message(none).replace("resp_never", response));
            assertOutOfReach(little, response);
        }
        String estimate = "/v1/tollgate/estimate?path=/v1/responses";
        assertThat(code(two.send(little, estimate, body(RESPONSES, naming(owners)))))
                .isEqualTo("400 previous_response_not_found");
        assertThat(two.send(two.owner, estimate, body(RESPONSES, naming(owners)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void what_was_made_before_keys_were_written_down_is_closed_to_a_key_for_little() {
        String little = key(MODELS).secret();
        String own = two.madeWith(little, "");
        two.gateway.database.execute("UPDATE kept_object SET key_id = NULL WHERE object_id = '" + own + "'");
        assertOutOfReach(little, own);
        assertWithinReach(two.owner, own);
    }

    @Test
    void a_key_that_is_rotated_reaches_what_it_has_reached() {
        Key little = key(MODELS);
        Key free = key("");
        String own = two.madeWith(little.secret(), "");
        String owners = two.made("");
        assertWithinReach(rotated(little), own);
        assertWithinReach(little.secret(), own);
        assertOutOfReach(rotated(little), owners);
        assertWithinReach(rotated(free), owners);
        assertWithinReach(free.secret(), owners);
    }

    private String rotated(Key key) {
        return key(two.gateway.post("/api/keys/" + key.id() + "/rotate", two.owner, "{\"overlap\":\"1h\"}"), 200)
                .secret();
    }

    @Test
    void a_key_that_gets_a_scope_later_reaches_no_more_than_its_own_from_then_on() {
        Key key = key("");
        String owners = two.made("");
        String own = two.madeWith(key.secret(), "");
        two.assertPassed(key.secret(), RESPONSES, naming(owners));
        HttpResponse<String> changed =
                two.gateway.send(HttpRequest.newBuilder(URI.create(two.gateway.url() + "/api/keys/" + key.id()))
                        .header("x-api-key", two.owner)
                        .header("content-type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString("{" + MODELS + "}")));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        TestGateway.until(
                "the scope is known",
                () -> two.ask(key.secret(), RESPONSES, naming(owners)).statusCode() == 400);
        assertOutOfReach(key.secret(), owners);
        assertWithinReach(key.secret(), own);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_seen_later_belongs_to_the_key_that_has_made_it_and_not_to_the_one_that_looks(boolean stream) {
        String little = key(MODELS).secret();
        String response = two.madeWith(little, "");
        String item = "msg_" + UUID.randomUUID();
        String shown =
                "{'id':'" + response + "','status':'completed','output':[{'type':'message','id':'" + item + "'}]}";
        two.answers(
                stream ? "text/event-stream" : "application/json",
                stream ? "data: {'type':'response.completed','response':" + shown + "}\n\n" : shown);
        assertThat(ask(stream ? "GET ?stream=true" : "GET ", two.owner, response)
                        .body())
                .contains(item);
        two.gateway.provider.clear();
        String named = "'input':[{'type':'item_reference','id':'" + item + "'}]";
        two.assertPassed(little, RESPONSES, named);
        two.assertPassed(two.owner, RESPONSES, named);
        two.assertRefused(key(MODELS).secret(), RESPONSES, named);
    }

    @Test
    void work_of_the_background_is_its_keys_too() {
        String little = key(MODELS).secret();
        String response = two.madeWith(little, "'background':true");
        String other = key(MODELS).secret();
        for (String way : WAYS) {
            assertThat(ask(way, other, response).statusCode()).as(way).isEqualTo(404);
        }
        two.gateway.settled();
        assertOutOfReach(other, response);
        assertWithinReach(little, response);
    }
}
