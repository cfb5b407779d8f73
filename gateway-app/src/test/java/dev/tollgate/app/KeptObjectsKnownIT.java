package dev.tollgate.app;

import static dev.tollgate.app.OwnerAndStranger.RESPONSES;
import static dev.tollgate.app.OwnerAndStranger.body;
import static dev.tollgate.app.OwnerAndStranger.code;
import static dev.tollgate.app.OwnerAndStranger.message;
import static dev.tollgate.app.OwnerAndStranger.naming;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is known of objects that a provider keeps, and when nothing is: other keys, time, failures, clients that left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeptObjectsKnownIT {

    private static final Pattern ID = Pattern.compile("resp_[A-Za-z0-9]+");
    private static final JsonMapper JSON = JsonMapper.builder().build();

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

    @Test
    void with_a_key_of_ones_own_the_provider_knows_whose_it_is() {
        String response = two.made("");
        two.assertPassed(two.stranger, RESPONSES, naming(response), "x-openai-api-key", "sk-own-key-of-a-stranger");
        String before =
                two.gateway.database.query("SELECT count(*) FROM kept_object").get(0);
        HttpResponse<String> own = two.ask(two.owner, RESPONSES, "", "x-openai-api-key", "sk-own-key-of-the-owner");
        assertThat(two.gateway.database.query("SELECT count(*) FROM kept_object"))
                .containsExactly(before);
        two.assertRefused(
                two.owner,
                RESPONSES,
                naming(JSON.readTree(own.body()).path("id").asString()));

        HttpResponse<String> begun =
                two.ask(two.owner, RESPONSES, "'background':true", "x-openai-api-key", "sk-own-key-of-the-owner");
        String followed = JSON.readTree(begun.body()).path("id").asString();
        assertThat(two.gateway.database.query("SELECT own_key FROM kept_object WHERE object_id = '" + followed + "'"))
                .containsExactly("t");
        two.assertRefused(two.owner, RESPONSES, naming(followed));
        HttpResponse<String> withTheKeyOfAll = two.kept("GET", two.owner, RESPONSES + "/" + followed);
        assertThat(withTheKeyOfAll.statusCode()).isEqualTo(404);
        assertThat(message(withTheKeyOfAll.body())).contains("that you made in the last thirty days");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothing_is_looked_at_with_a_key_of_ones_own(boolean many) {
        String fields = many
                ? IntStream.range(0, 1_001)
                        .mapToObj(i -> "{'type':'item_reference','id':'i" + i + "'}")
                        .collect(Collectors.joining(",", "'input':[", "]"))
                : "'tools':[{'type':'code_interpreter','container':7}]";
        two.assertPassed(two.owner, RESPONSES, fields, "x-openai-api-key", "sk-own-key-of-the-owner");
        assertThat(code(two.ask(two.owner, RESPONSES, fields))).isEqualTo("400 invalid_request");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_a_response_has_made_meanwhile_is_known_when_it_was_shown(boolean stream) {
        String response = two.made("");
        String item = "msg_" + UUID.randomUUID();
        String shown =
                "{'id':'" + response + "','status':'completed','output':[{'type':'message','id':'" + item + "'}]}";
        String told = stream ? "data: {'type':'response.completed','response':" + shown + "}\n\n" : shown;
        two.answers(stream ? "text/event-stream" : "application/json", told);
        String path = RESPONSES + "/" + response + (stream ? "?stream=true" : "");
        assertThat(two.kept("GET", two.owner, path).body()).isEqualTo(told.replace('\'', '"'));
        two.gateway.provider.clear();
        String named = "'input':[{'type':'item_reference','id':'" + item + "'}]";
        two.assertPassed(two.owner, RESPONSES, named);
        two.assertRefused(two.stranger, RESPONSES, named);
    }

    @Test
    void what_is_not_stored_is_not_written_down() {
        String before =
                two.gateway.database.query("SELECT count(*) FROM kept_object").get(0);
        String response = two.made("'store':false");
        assertThat(two.gateway.database.query("SELECT count(*) FROM kept_object"))
                .containsExactly(before);
        two.assertRefused(two.owner, RESPONSES, naming(response));
    }

    @Test
    void estimates_and_dry_runs_are_refused_alike() {
        String response = two.made("");
        String estimate = "/v1/tollgate/estimate?path=/v1/responses";
        String body = body(RESPONSES, naming(response));
        long sent = two.gateway.provider.receivedCount();
        assertThat(code(two.send(two.stranger, estimate, body))).isEqualTo("400 previous_response_not_found");
        assertThat(code(two.send(two.stranger, RESPONSES, body, "tollgate-dry-run", "true")))
                .isEqualTo("400 previous_response_not_found");
        assertThat(two.send(two.owner, estimate, body).statusCode()).isEqualTo(200);
        assertThat(two.gateway.provider.receivedCount()).isEqualTo(sent);
    }

    @Test
    void a_repetition_is_refused_too_and_its_key_stays_free() {
        String response = two.made("");
        String name = "key-" + UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            assertThat(code(two.ask(two.stranger, RESPONSES, naming(response), "idempotency-key", name)))
                    .isEqualTo("400 previous_response_not_found");
        }
        HttpResponse<String> first = two.ask(two.stranger, RESPONSES, "", "idempotency-key", name);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);

        String own = "key-" + UUID.randomUUID();
        HttpResponse<String> once = two.ask(two.owner, RESPONSES, naming(response), "idempotency-key", own);
        long sent = two.gateway.provider.receivedCount();
        assertThat(two.ask(two.owner, RESPONSES, naming(response), "idempotency-key", own)
                        .body())
                .isEqualTo(once.body());
        assertThat(two.gateway.provider.receivedCount()).isEqualTo(sent);
    }

    @Test
    void thirty_days_later_it_is_forgotten() {
        String older = two.made("");
        String old = two.made("");
        age(old, "29 days");
        age(older, "31 days");
        two.assertPassed(two.owner, RESPONSES, naming(old));
        // It was swept away by what that call has made; and it counts for nothing before.
        assertThat(two.gateway.database.query("SELECT FROM kept_object WHERE object_id = '" + older + "'"))
                .isEmpty();
        String oldest = two.made("");
        age(oldest, "31 days");
        two.assertRefused(two.owner, RESPONSES, naming(oldest));
        assertThat(two.kept("GET", two.owner, RESPONSES + "/" + oldest).statusCode())
                .isEqualTo(404);
    }

    private void age(String id, String age) {
        two.gateway.database.execute(
                "UPDATE kept_object SET made_at = made_at - interval '" + age + "' WHERE object_id = '" + id + "'");
    }

    @Test
    void without_the_ledgers_word_nothing_is_let_through() {
        String response = two.made("");
        long sent = two.gateway.provider.receivedCount();
        two.gateway.database.whileLocked("LOCK TABLE kept_object IN ACCESS EXCLUSIVE MODE", () -> assertThat(
                        code(two.ask(two.owner, RESPONSES, naming(response))))
                .isEqualTo("503 ledger_unavailable"));
        assertThat(two.gateway.provider.receivedCount()).isEqualTo(sent);
        two.gateway.settled();
        two.assertPassed(two.owner, RESPONSES, naming(response));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_answer_is_told_and_paid_although_nobody_can_write_down_what_it_made(boolean stream) {
        String before = two.available(two.owner);
        AtomicReference<String> id = new AtomicReference<>("");
        two.gateway.database.whileLocked("LOCK TABLE kept_object IN ACCESS EXCLUSIVE MODE", () -> {
            HttpResponse<String> answer = two.ask(two.owner, RESPONSES, "'stream':" + stream);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains(TestGateway.ANSWER).contains("completed");
            id.set(ID.matcher(answer.body()).results().findFirst().orElseThrow().group());
        });
        two.gateway.settled();
        assertThat(two.available(two.owner)).isNotEqualTo(before);
        String made = Objects.requireNonNull(id.get());
        // It was waited for beside: a short outage loses nothing.
        String known = "SELECT object_id FROM kept_object WHERE object_id = '" + made + "'";
        TestGateway.until(
                "it is known whose it is",
                () -> !two.gateway.database.query(known).isEmpty());
        two.assertPassed(two.owner, RESPONSES, naming(made));
    }

    @Test
    void what_was_made_for_a_client_that_left_is_its_accounts() throws IOException {
        String mine = "SELECT object_id FROM kept_object WHERE object_id = 'resp_left'";
        two.gateway.provider.replay(
                200,
                "text/event-stream",
                List.of(
                        "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_left\"}}\n\n"
                                .getBytes(StandardCharsets.UTF_8),
                        ("data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_left\",\"status\":\"completed\","
                                        + "\"usage\":{\"input_tokens\":5,\"output_tokens\":5}}}\n\n")
                                .getBytes(StandardCharsets.UTF_8)));
        String body = body(RESPONSES, "'stream':true");
        try (Socket client =
                new Socket("127.0.0.1", URI.create(two.gateway.url()).getPort())) {
            client.setSoTimeout(30_000);
            client.getOutputStream()
                    .write(String.join(
                                    "\r\n",
                                    "POST " + RESPONSES + " HTTP/1.1",
                                    "Host: 127.0.0.1",
                                    "Authorization: Bearer " + two.owner,
                                    "Content-Type: application/json",
                                    "Content-Length: " + body.length(),
                                    "",
                                    body)
                            .getBytes(StandardCharsets.UTF_8));
            InputStream answer = client.getInputStream();
            assertThat(new String(answer.readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
        TestGateway.until(
                "it is known whose it is",
                () -> !two.gateway.database.query(mine).isEmpty());
        two.assertPassed(two.owner, RESPONSES, naming("resp_left"));
        two.assertRefused(two.stranger, RESPONSES, naming("resp_left"));
    }

    @Test
    void a_response_is_shown_and_deleted_by_its_maker_alone_for_nothing() {
        String response = RESPONSES + "/" + two.made("");
        two.gateway.settled();
        String before = two.available(two.owner) + " " + two.calls();
        long sent = two.gateway.provider.receivedCount();
        for (String asked : List.of("GET ", "DELETE ", "GET /input_items", "POST /cancel")) {
            String[] parts = asked.split(" ", 2);
            HttpResponse<String> refused = two.kept(parts[0], two.stranger, response + parts[1]);
            assertThat(refused.statusCode()).as(asked).isEqualTo(404);
            assertThat(message(refused.body())).contains("that you made in the last thirty days");
        }
        assertThat(two.gateway.provider.receivedCount()).isEqualTo(sent);

        two.answers("application/json", "{'object':'list','data':[]}");
        for (String asked : List.of("GET ", "DELETE ", "GET /input_items?limit=5&order=asc&nonsense=1")) {
            String[] parts = asked.split(" ", 2);
            assertThat(two.kept(parts[0], two.owner, response + parts[1]).body())
                    .isEqualTo("{\"object\":\"list\",\"data\":[]}");
        }
        assertThat(two.gateway.provider.received().stream()
                        .skip(two.gateway.provider.received().size() - 3)
                        .map(request -> request.method() + " " + request.uri()))
                .containsExactly(
                        "GET " + response, "DELETE " + response, "GET " + response + "/input_items?limit=5&order=asc");
        two.gateway.settled();
        assertThat(two.available(two.owner) + " " + two.calls()).isEqualTo(before);
    }

    @Test
    void what_the_background_has_made_can_be_named_when_it_is_over() {
        String response = two.made("'background':true");
        TestGateway.until(
                "the items are known",
                () -> Integer.parseInt(two.gateway
                                .database
                                .query("SELECT count(*) FROM kept_object k WHERE k.request_id = (SELECT b.request_id"
                                        + " FROM kept_object b WHERE b.object_id = '" + response + "')")
                                .get(0))
                        > 1);
        two.gateway.settled();
        two.assertPassed(two.owner, RESPONSES, naming(response));
        two.assertRefused(two.stranger, RESPONSES, naming(response));
    }
}
