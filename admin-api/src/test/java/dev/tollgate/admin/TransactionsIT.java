package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What an account sees of its entries: page by page, and as a file. */
final class TransactionsIT extends ApiTest {

    private static final String PATH = "/api/credits/transactions";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Customer ann;
    private Customer ben;
    private UUID call;

    /** Ann has 10 from her plan and 2 bought, makes a call for 11.5, one for 1 (half of it debt), and gets 5 more. */
    @BeforeAll
    void prepare() {
        ann = api.customer("free");
        ben = api.customer("free");
        grant("2", "purchase", "p-1");
        call = call("12", "11.5");
        call("0.5", "1");
        grant("5", "purchase", "=cmd|x,1");
        api.post("/api/credits/use", ann.key(), "{\"amount\":\"0.25\",\"service\":\"sms\",\"idempotencyKey\":\"s-1\"}");
    }

    private void grant(String amount, String source, String key) {
        Answer answer = api.admin(
                "/api/credits/grant",
                "{\"account\":\"%s\",\"amount\":\"%s\",\"source\":\"%s\",\"reason\":\"test\",\"idempotencyKey\":\"%s\"}"
                        .formatted(ann.account(), amount, source, key));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private UUID call(String hold, String cost) {
        UUID id = UUID.randomUUID();
        Subject subject = new Subject("openai", "chat", "gpt-4o", "platform", "v1");
        Credits charge = Credits.of(new BigDecimal(cost));
        api.ledger
                .ledger()
                .hold(new HoldRequest(id, account(ann), Credits.of(new BigDecimal(hold)), Credits.ZERO, subject))
                .block(PATIENCE);
        api.ledger
                .ledger()
                .capture(new CaptureRequest(
                        id,
                        account(ann),
                        new UsageRecord(
                                Instant.now(),
                                subject,
                                null,
                                Basis.REPORTED,
                                Usage.NONE,
                                List.of(),
                                new Charge(charge, BigDecimal.ONE, "v1", List.of()),
                                List.of(),
                                Map.of(),
                                null)))
                .block(PATIENCE);
        return id;
    }

    private long account(Customer customer) {
        return api.ledger
                .accounts()
                .byPublicId(customer.account())
                .blockOptional(PATIENCE)
                .orElseThrow()
                .id();
    }

    private List<JsonNode> rows(String query) {
        Answer answer = api.get(PATH + query, ann.key());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new ArrayList<>(answer.json().path("transactions").values());
    }

    private static String summary(JsonNode row) {
        return String.join(
                " ",
                row.path("seq").asString(),
                row.path("kind").asString(),
                row.path("amount").asString(),
                row.path("debt").asString(),
                row.path("balance").asString(),
                row.path("source").asString("-"));
    }

    @Test
    void shows_every_entry_newest_first_as_it_changed_the_balance() {
        List<JsonNode> rows = rows("");

        assertThat(rows)
                .extracting(TransactionsIT::summary)
                .containsExactly(
                        "9 spend -0.25 0 4.25 purchase",
                        "8 repay 0 -0.5 4.5 purchase",
                        "7 grant 5 0 4.5 purchase",
                        "6 capture -0.5 0.5 -0.5 -",
                        "5 capture -0.5 0 0 purchase",
                        "4 capture -1.5 0 0.5 purchase",
                        "3 capture -10 0 2 plan",
                        "2 grant 2 0 12 purchase",
                        "1 grant 10 0 10 plan");
        JsonNode capture = rows.get(6);
        assertThat(List.of(capture.path("requestId"), capture.path("reference")))
                .extracting(JsonNode::asString)
                .containsOnly(call.toString());
        assertThat(capture.path("model").asString()).isEqualTo("gpt-4o");
        assertThat(capture.path("operation").asString()).isEqualTo("chat");
        assertThat(Instant.parse(capture.path("at").asString())).isBeforeOrEqualTo(Instant.now());
        assertThat(rows.get(0).path("service").asString()).isEqualTo("sms");
        assertThat(rows.get(2).path("reference").asString()).isEqualTo("admin:=cmd|x,1");
        assertThat(rows.get(2).path("requestId").isNull()).isTrue();
    }

    @Test
    void leads_through_all_pages_by_the_cursor() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 5; page++) {
            Answer answer = api.get(PATH + "?limit=2" + cursor, ann.key());
            answer.json()
                    .path("transactions")
                    .values()
                    .forEach(row -> seen.add(row.path("seq").asString()));
            cursor = "&cursor=" + answer.field("nextCursor");
            assertThat(answer.json().path("nextCursor").isNull()).isEqualTo(page == 4);
        }
        assertThat(seen).containsExactly("9", "8", "7", "6", "5", "4", "3", "2", "1");
    }

    @Test
    void takes_kinds_and_times() {
        assertThat(rows("?kind=grant&kind=spend,repay"))
                .extracting(row -> row.path("seq").asInt())
                .containsExactly(9, 8, 7, 2, 1);
        assertThat(rows("?kind=refund")).isEmpty();
        List<JsonNode> all = rows("");
        String third = all.get(6).path("at").asString();
        String seventh = all.get(2).path("at").asString();
        assertThat(rows("?from=" + third + "&to=" + seventh))
                .extracting(row -> row.path("seq").asInt())
                .containsExactly(6, 5, 4, 3);
        assertThat(rows("?to=2026-01-01")).isEmpty();
        assertThat(rows("?from=2026-01-01T02:00:00+02:00")).hasSize(9);
    }

    @Test
    void shows_others_nothing_of_it_but_administrators_all() {
        assertThat(api.get(PATH, ben.key()).json().path("transactions").values())
                .singleElement()
                .satisfies(row -> assertThat(summary(row)).isEqualTo("1 grant 10 0 10 plan"));
        problem(api.get(PATH + "?account=" + ann.account(), ben.key()), 400, "invalid_field");
        problem(api.send(api.request(PATH)), 401, "invalid_api_key");
        Answer asAdmin = asAdmin("?account=" + ann.account());
        assertThat(asAdmin.json()).isEqualTo(api.get(PATH, ann.key()).json());
        problem(asAdmin(""), 400, "invalid_field");
        problem(asAdmin("?account=nobody@example.com"), 404, "not_found");
        problem(
                api.send(api.request(PATH + "?account=" + ann.account()).header("x-admin-key", "guess")),
                401,
                "invalid_admin_key");
    }

    private Answer asAdmin(String query) {
        return api.send(api.request(PATH + query).header("x-admin-key", TestApi.ADMIN_KEY));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=201,limit",
        "limit=-1,limit",
        "limit=ten,limit",
        "limit=,limit",
        "limit=1&limit=2,limit",
        "kind=gift,kind",
        "'kind=grant,',kind",
        "kind=,kind",
        "from=yesterday,from",
        "from=2026-13-01,from",
        "to=2026-01-01T00:00:00,to",
        "to=+999999999-12-31T23:59:59Z,to",
        "from=9999-12-31T23:59:59-18:00,from",
        "to=0001-01-01T00:00:00%2B18:00,to",
        "from=2026-02-01&to=2026-01-01,to",
        "cursor=17,cursor",
        "cursor=YmVmb3JlOi0x,cursor",
        "cursor=YmVmb3JlOjE=,cursor",
        "cursor=%00,cursor",
        "form=2026-02-01,form",
        "format=xml,format",
        "format=csv&limit=5,limit",
        "format=csv&cursor=YmVmb3JlOjE,cursor"
    })
    void says_which_parameter_is_wrong(String query, String field) {
        Answer answer = api.get(PATH + "?" + query, ann.key());
        problem(answer, 400, "invalid_field");
        assertThat(answer.field("field")).as(answer.text()).isEqualTo(field);
    }

    @Test
    void writes_a_file_oldest_first_that_no_spreadsheet_takes_for_formulas() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        api.request(PATH + "?kind=grant,capture")
                                .header("x-api-key", ann.key())
                                .header("accept", "text/csv")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("content-type")).contains("text/csv;charset=UTF-8");
        assertThat(answer.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"transactions-" + ann.account() + ".csv\"");
        List<String> lines = answer.body().lines().toList();
        assertThat(lines.get(0))
                .isEqualTo("seq,at,kind,amount,debt,balance,source,reference,requestId,operation,model,service");
        assertThat(lines).hasSize(8);
        assertThat(lines.get(3))
                .startsWith("3,")
                .endsWith("Z,capture,-10,0,2,plan,%s,%s,chat,gpt-4o,".formatted(call, call));
        assertThat(lines.get(7)).endsWith(",grant,5,0,4.5,purchase,\"admin:=cmd|x,1\",,,,");
        assertThat(api.get(PATH + "?format=csv&kind=refund", ann.key()).text()).isEqualTo(lines.get(0) + "\r\n");
    }
}
