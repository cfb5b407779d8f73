package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one administrator may give alone, and what waits for another one: 50 credits a day here. */
final class ApprovalIT extends ApiTest {

    private static final String PROPOSALS = "/api/credits/proposals";

    private Admin bob;

    @Override
    @BeforeAll
    void startApi() {
        api = TestApi.start(Map.of("tollgate.approval.above", "50"));
        bob = admin();
    }

    /** Somebody who has logged in and is an administrator. */
    private record Admin(String account, String token) {}

    private Admin admin() {
        Admin person = person();
        assertThat(makeAdmin(person, "x-admin-key", TestApi.ADMIN_KEY).status()).isEqualTo(200);
        return person;
    }

    private Admin person() {
        Answer answer = api.post(
                "/api/auth/register",
                "{\"email\":\"" + TestApi.email() + "\",\"password\":\"a river of " + UUID.randomUUID() + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return new Admin(answer.field("account"), answer.field("accessToken"));
    }

    private Answer makeAdmin(Admin person, String header, String secret) {
        return api.send(api.request("/api/accounts/" + person.account() + "/role")
                .header(header, secret)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"role\":\"admin\",\"reason\":\"test\"}")));
    }

    private Answer as(Admin admin, String path, String body) {
        return api.send(api.request(path)
                .header("authorization", "Bearer " + admin.token())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String gift(String account, String amount, UUID key) {
        return "{\"account\":\"" + account + "\",\"amount\":\"" + amount + "\",\"reason\":\"a present\","
                + "\"idempotencyKey\":\"" + key + "\"}";
    }

    /** A proposal of that admin's to give so much. */
    private String proposed(Admin admin, Customer customer, String amount) {
        Answer kept = as(admin, "/api/credits/grant", gift(customer.account(), amount, UUID.randomUUID()));
        assertThat(kept.status()).as(kept.text()).isEqualTo(202);
        return kept.field("proposal");
    }

    private Answer approve(Admin admin, String proposal) {
        return as(admin, PROPOSALS + "/" + proposal + "/approve", "{}");
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.field("code")).isEqualTo(code);
    }

    private List<String> told(Customer customer) {
        List<String> told = new ArrayList<>();
        api.send(api.request("/api/audit?target=" + customer.account()).header("x-admin-key", TestApi.ADMIN_KEY))
                .json()
                .path("audit")
                .forEach(row -> told.add(
                        row.path("actor").asString() + " " + row.path("action").asString()));
        return told;
    }

    @Test
    void a_large_gift_waits_for_another_administrator_and_happens_once() {
        Admin ann = admin();
        Customer customer = api.customer("empty");
        String gift = gift(customer.account(), "60", UUID.randomUUID());
        Answer kept = as(ann, "/api/credits/grant", gift);
        assertThat(kept.status()).isEqualTo(202);
        assertThat(kept.field("status")).isEqualTo("open");
        assertThat(as(ann, "/api/credits/grant", gift).text()).isEqualTo(kept.text());
        assertThat(available(customer)).isEqualTo("0");

        String proposal = kept.field("proposal");
        refused(approve(ann, proposal), 403, "second_administrator_required");
        refused(api.admin(PROPOSALS + "/" + proposal + "/approve", "{}"), 403, "second_administrator_required");
        assertThat(approve(bob, proposal).field("status")).isEqualTo("approved");
        assertThat(approve(bob, proposal).field("status")).isEqualTo("already_approved");
        assertThat(as(ann, "/api/credits/grant", gift).field("status")).isEqualTo("already_granted");
        assertThat(available(customer)).isEqualTo("60");
        assertThat(told(customer))
                .containsExactly(
                        bob.account() + " proposal.approve",
                        ann.account() + " proposal.open",
                        "admin key account.create");
    }

    @Test
    void what_the_admin_key_proposed_a_person_approves_whoever_it_said_to_be() {
        Customer customer = api.customer("empty");
        Answer kept = api.admin(
                "/api/credits/adjust", gift(customer.account(), "60", UUID.randomUUID()), "x-admin-actor", "ann");
        assertThat(kept.status()).as(kept.text()).isEqualTo(202);
        String approval = PROPOSALS + "/" + kept.field("proposal") + "/approve";
        refused(api.admin(approval, "{}", "x-admin-actor", "bob"), 403, "second_administrator_required");
        assertThat(as(bob, approval, "{}").status()).isEqualTo(200);
        assertThat(available(customer)).isEqualTo("60");
    }

    @Test
    void every_gift_has_a_reason() {
        Customer customer = api.customer("empty");
        Answer refused = as(
                bob,
                "/api/credits/grant",
                gift(customer.account(), "1", UUID.randomUUID()).replace("a present", " "));
        assertThat(refused.field("field")).isEqualTo("reason");
    }

    @Test
    void nobody_approves_a_gift_to_the_own_account() {
        Admin carl = admin();
        Answer kept = as(admin(), "/api/credits/grant", gift(carl.account(), "60", UUID.randomUUID()));
        refused(approve(carl, kept.field("proposal")), 403, "second_administrator_required");
    }

    @Test
    void many_small_gifts_at_once_are_no_way_around_the_limit() throws Exception {
        Admin ann = admin();
        Customer customer = api.customer("empty");
        List<Callable<Answer>> gifts = IntStream.range(0, 8)
                .mapToObj(i -> {
                    String gift = gift(customer.account(), "10", UUID.randomUUID());
                    return (Callable<Answer>)
                            () -> answered(() -> as(ann, "/api/credits/" + (i % 2 == 0 ? "grant" : "adjust"), gift));
                })
                .toList();
        List<Answer> answers = atOnce(gifts);
        long given = answers.stream().filter(answer -> answer.status() == 200).count();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 202));
        assertThat(given).isGreaterThanOrEqualTo(5);
        assertThat(available(customer)).isEqualTo(Long.toString(given * 10));
        // Two days, if it was midnight just now.
        assertThat(api.database.query("SELECT max(amount) || ' ' || sum(amount) FROM given_alone WHERE who = '"
                        + ann.account() + "'"))
                .containsExactly("50000000000 " + given * 10 + "000000000");
        assertThat(as(ann, "/api/credits/adjust", gift(customer.account(), "-1", UUID.randomUUID()))
                        .status())
                .as("to take credits needs nobody")
                .isEqualTo(200);
    }

    @Test
    void two_who_approve_at_once_give_once() throws Exception {
        Admin ann = admin();
        Admin carl = admin();
        Customer customer = api.customer("empty");
        String proposal = proposed(ann, customer, "70");
        List<Answer> answers = atOnce(IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Answer>) () -> answered(() -> approve(i % 2 == 0 ? bob : carl, proposal)))
                .toList());
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().filter(answer -> answer.field("status").equals("approved")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(told(customer).stream().filter(row -> row.endsWith("proposal.approve")))
                .hasSize(1);
        assertThat(available(customer)).isEqualTo("70");
    }

    /** A slow machine may say that it does not know yet; the same is sent again then, as the API asks for. */
    private static Answer answered(Supplier<Answer> call) {
        Answer answer = call.get();
        for (int again = 0; again < 10 && answer.status() == 503; again++) {
            answer = call.get();
        }
        return answer;
    }

    private static List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void what_was_rejected_or_is_a_day_old_is_never_given() {
        Admin ann = admin();
        Customer customer = api.customer("empty");
        String gift = gift(customer.account(), "80", UUID.randomUUID());
        String rejected = as(ann, "/api/credits/grant", gift).field("proposal");
        String path = PROPOSALS + "/" + rejected + "/reject";
        assertThat(as(ann, path, "{}").field("field")).isEqualTo("reason");
        assertThat(as(ann, path, "{\"reason\":\"typed twice\"}").field("status"))
                .isEqualTo("rejected");
        refused(approve(bob, rejected), 409, "proposal_closed");
        refused(as(ann, "/api/credits/grant", gift), 409, "proposal_closed");
        refused(as(ann, "/api/credits/grant", gift.replace("\"80\"", "\"1\"")), 409, "idempotency_key_reused");

        String old = proposed(ann, customer, "80");
        api.database.execute("UPDATE proposal SET ends_at = clock_timestamp() WHERE id = " + old);
        refused(approve(bob, old), 409, "proposal_closed");
        refused(as(bob, PROPOSALS + "/" + old + "/reject", "{\"reason\":\"late\"}"), 409, "proposal_closed");
        Answer list = api.get(PROPOSALS + "?status=expired&limit=1", bob.token());
        assertThat(list.json().path("proposals").get(0).path("proposal").asString())
                .isEqualTo(old);
        assertThat(available(customer)).isEqualTo("0");
    }

    /** The database ends the session when the credits have been moved and the row of the audit log has not been added. */
    @Test
    void an_approval_that_breaks_off_has_done_nothing_and_can_be_made_again() {
        Customer customer = api.customer("empty");
        String proposal = proposed(admin(), customer, "90");
        api.database.whileLocked("SELECT FROM audit_head FOR UPDATE", () -> {
            CompletableFuture<Answer> broken = CompletableFuture.supplyAsync(() -> approve(bob, proposal));
            api.until(() -> api.database
                    .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND wait_event_type = 'Lock' AND query = 'COMMIT'")
                    .contains("t"));
            assertThat(broken.join().status()).isEqualTo(503);
        });
        assertThat(available(customer)).isEqualTo("0");
        assertThat(api.database.query("SELECT state FROM proposal WHERE id = " + proposal))
                .containsExactly("open");
        api.until(() -> approve(bob, proposal).status() == 200);
        assertThat(available(customer)).isEqualTo("90");
    }

    @Test
    void a_refund_of_all_that_is_left_is_as_large_as_that_is() {
        Customer customer = api.customer("empty");
        approve(bob, proposed(admin(), customer, "60"));
        String request = api.post(
                        "/api/credits/use",
                        customer.key(),
                        "{\"amount\":55,\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}")
                .field("id");
        Answer kept = as(
                admin(),
                "/api/credits/refund",
                "{\"account\":\"" + customer.account() + "\",\"reason\":\"it was late\",\"request\":\"" + request
                        + "\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        assertThat(kept.status()).as(kept.text()).isEqualTo(202);
        assertThat(kept.field("credits")).isEqualTo("55");
        assertThat(approve(bob, kept.field("proposal")).status()).isEqualTo(200);
        assertThat(available(customer)).isEqualTo("60");
    }

    @Test
    void a_plan_counts_as_what_it_gives() {
        Customer customer = api.customer("free");
        BigDecimal before = new BigDecimal(available(customer));
        Answer kept = as(
                admin(), "/api/accounts/" + customer.account() + "/plan", "{\"plan\":\"pro\",\"reason\":\"contract\"}");
        assertThat(kept.status()).as(kept.text()).isEqualTo(202);
        assertThat(api.get("/api/me", customer.key()).field("plan")).isEqualTo("free");
        assertThat(approve(bob, kept.field("proposal")).status()).isEqualTo(200);
        assertThat(new BigDecimal(available(customer))).isEqualTo(before.add(BigDecimal.valueOf(100)));

        Answer longer = as(
                admin(),
                "/api/accounts/" + customer.account() + "/plan",
                "{\"plan\":\"pro\",\"until\":\"2099-01-01T00:00:00Z\",\"reason\":\"another end\"}");
        assertThat(longer.status()).as("so does its end: " + longer.text()).isEqualTo(202);

        String email = "{\"email\":\"" + TestApi.email() + "\",\"plan\":\"pro\"}";
        refused(as(admin(), "/api/accounts", email), 403, "approval_required");
    }

    @Test
    void administrators_do_not_make_their_own_second_one() {
        Admin ann = admin();
        refused(makeAdmin(person(), "authorization", "Bearer " + ann.token()), 403, "admin_key_required");
    }
}
