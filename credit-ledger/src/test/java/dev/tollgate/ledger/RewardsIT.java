package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.credits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.database.Outage;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Rewards;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Credits by rule: once each, and never more than the rule says, however many ask at once. */
final class RewardsIT extends LedgerTest {

    private static final PlanTerms FREE = new PlanTerms("free", Credits.ZERO, Credits.ZERO, false, Credits.ZERO, false);

    private static final Rewards WELCOME = new Rewards(
            Optional.of(new Rewards.Welcome(credits("5"), Optional.of(Duration.ofDays(30)))),
            Optional.empty(),
            Optional.empty());

    private static final Rewards LOYALTY = new Rewards(
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Rewards.Loyalty(Duration.ofDays(30), credits("2"), credits("10"), Optional.empty())));

    private static Rewards referral(long perInviter, long total) {
        return new Rewards(
                Optional.empty(),
                Optional.of(new Rewards.Referral(
                        credits("5"), credits("3"), new Rewards.Bounds(perInviter, total), Optional.empty())),
                Optional.empty());
    }

    @AfterEach
    void there_are_no_rules_any_more() {
        tell(Rewards.NONE);
    }

    private void tell(Rewards rules) {
        node.rewards().tell(rules).block(PATIENCE);
    }

    private static String email() {
        return UUID.randomUUID() + "@example.com";
    }

    /** An account whose plan has not begun. */
    private long bare(String email) {
        return Long.parseLong(database.query("INSERT INTO account (public_id, email, plan) VALUES ('acc_"
                        + UUID.randomUUID() + "', '" + email + "', 'free') RETURNING id")
                .get(0));
    }

    private long account(String email) {
        long account = bare(email);
        begin(node, account).block(PATIENCE);
        return account;
    }

    private static Mono<Boolean> begin(LedgerDatabase at, long account) {
        return patiently(() -> at.ledger().startPlan(account, FREE, ZoneId.of("UTC")));
    }

    /** On a busy machine so many at once may wait too long for a connection. */
    private static <T> Mono<T> patiently(Supplier<Mono<T>> call) {
        return Outage.waitedOut(Mono.defer(call));
    }

    private long invited(String email, String code) {
        assertThat(now(node.rewards().invite(email, code))).isTrue();
        return account(email);
    }

    private String code(long account) {
        return now(node.rewards().inviter(account)).code();
    }

    private void pays(long account, String amount) {
        database.grant(account, credits(amount).toDecimal());
        HoldRequest hold = Calls.hold(account, amount);
        assertThat(holds(hold)).isEqualTo(HoldResult.Status.PLACED);
        now(node.ledger().capture(Calls.capture(hold, amount)));
    }

    private List<String> grants(long account) {
        return database.query("SELECT split_part(reference, ':', 2) FROM credit_grant WHERE wallet_id = " + account
                + " AND reference LIKE 'reward:%' ORDER BY id");
    }

    private void giveAt(String time) {
        database.query("SELECT tg_give_rewards(1000, " + time + ")");
    }

    @Test
    void of_sixty_four_who_begin_an_account_at_once_one_is_welcomed() {
        tell(WELCOME);
        long account = bare(email());
        now(Flux.range(0, 64)
                .flatMap(i -> begin(i % 2 == 0 ? node : otherNode, account), 64)
                .collectList());
        assertThat(grants(account)).containsExactly("welcome");
        assertThat(funds(account).available()).isEqualTo(credits("5"));
        assertThat(database.query("SELECT expires_at - created_at FROM credit_grant WHERE reference = 'reward:welcome:"
                        + account + "'"))
                .containsExactly("30 days");
    }

    @Test
    void a_mailbox_is_welcomed_once_by_whatever_names_it_comes() {
        tell(WELCOME);
        String name = UUID.randomUUID().toString();
        assertThat(grants(account(name + "@gmail.com"))).containsExactly("welcome");
        assertThat(grants(account(name + "+2@gmail.com"))).isEmpty();
        assertThat(grants(account("x." + name.substring(1) + "@gmail.com"))).containsExactly("welcome");
        assertThat(grants(account("X" + name.substring(1).toUpperCase(Locale.ROOT) + "@GoogleMail.com")))
                .isEmpty();
        assertThat(grants(account(name + "@example.com"))).containsExactly("welcome");
    }

    @Test
    void accounts_of_before_the_rule_are_not_new() {
        long account = account(email());
        tell(WELCOME);
        begin(node, account).block(PATIENCE);
        assertThat(grants(account)).isEmpty();
    }

    @Test
    void an_inviter_is_paid_when_the_other_has_paid_for_a_call_and_once() {
        tell(referral(20, 1000));
        long inviter = account(email());
        long invited = invited(email(), code(inviter).toLowerCase(Locale.ROOT));
        assertThat(grants(invited)).containsExactly("invited");
        giveAt("NULL");
        assertThat(grants(inviter)).isEmpty();

        pays(invited, "0.001");
        IntStream.range(0, 64).parallel().forEach(i -> giveAt("NULL"));
        eventually(() -> !grants(inviter).isEmpty());
        giveAt("NULL");
        assertThat(grants(inviter)).containsExactly("inviter");
        assertThat(funds(inviter).available()).isEqualTo(credits("5"));
        assertThat(now(node.rewards().inviter(inviter)).paid()).isEqualTo(1);
    }

    @Test
    void of_sixty_four_who_come_at_once_on_two_nodes_as_many_count_as_may() {
        long already = now(node.rewards().inviter(account(email()))).ofAll();
        tell(referral(5, already + 8));
        List<Long> inviters = List.of(account(email()), account(email()));
        List<String> emails = IntStream.range(0, 64).mapToObj(i -> email()).toList();
        List<Long> accounts = emails.stream().map(this::bare).toList();
        now(Flux.range(0, 64)
                .flatMap(
                        i -> {
                            LedgerDatabase at = i % 2 == 0 ? node : otherNode;
                            return patiently(() -> at.rewards().inviter(inviters.get(i % 2)))
                                    .flatMap(inviter ->
                                            patiently(() -> at.rewards().invite(emails.get(i), inviter.code())))
                                    .then(begin(at, accounts.get(i)));
                        },
                        64)
                .collectList());
        List<Long> counted = inviters.stream()
                .map(inviter -> now(node.rewards().inviter(inviter)).invited())
                .toList();
        assertThat(counted).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(5));
        assertThat(counted.get(0) + counted.get(1)).isEqualTo(8);
        assertThat(accounts.stream().filter(account -> !grants(account).isEmpty()))
                .hasSize(8);
    }

    @Test
    void nobody_invites_himself_nor_one_mailbox_twice() {
        tell(referral(20, 1000));
        String name = UUID.randomUUID().toString();
        long inviter = account(name + "@example.com");
        assertThat(grants(invited(name + "+friend@example.com", code(inviter)))).isEmpty();

        String friend = UUID.randomUUID().toString();
        assertThat(grants(invited(friend + "@example.com", code(inviter)))).containsExactly("invited");
        assertThat(grants(invited(friend + "+again@example.com", code(inviter))))
                .isEmpty();
        assertThat(now(node.rewards().inviter(inviter)).invited()).isEqualTo(1);
    }

    @Test
    void a_code_that_nobody_has_is_told_and_a_frozen_account_brings_nobody() {
        tell(referral(20, 1000));
        assertThat(now(node.rewards().invite(email(), "0123456789ABCDEF"))).isFalse();
        long inviter = account(email());
        String code = code(inviter);
        now(node.ledger().freeze(inviter, true, "test"));
        assertThat(grants(invited(email(), code))).isEmpty();
    }

    @Test
    void an_invitation_outlives_its_node_and_the_last_word_counts() {
        tell(referral(20, 1000));
        String code = code(account(email()));
        String email = email();
        String other = email();
        try (LedgerDatabase third = database.open()) {
            third.rewards().invite(email, code).block(PATIENCE);
            third.rewards().invite(other, code).block(PATIENCE);
        }
        node.rewards().invite(other, "").block(PATIENCE);
        assertThat(grants(account(email))).containsExactly("invited");
        assertThat(grants(account(other))).isEmpty();
    }

    @Test
    void what_was_promised_is_paid_though_the_rule_has_gone() {
        tell(referral(20, 1000));
        long inviter = account(email());
        long invited = invited(email(), code(inviter));
        tell(Rewards.NONE);
        pays(invited, "1");
        eventually(() -> grants(inviter).equals(List.of("inviter")));
    }

    @Test
    void loyalty_comes_after_each_period_in_which_enough_was_spent_and_once() {
        tell(LOYALTY);
        long loyal = account(email());
        long idle = account(email());
        pays(loyal, "10");
        pays(idle, "9.999999999");
        IntStream.range(0, 64).parallel().forEach(i -> giveAt("now() + interval '30 days 1 hour'"));
        eventually(() -> {
            giveAt("now() + interval '30 days 1 hour'");
            return !grants(loyal).isEmpty();
        });
        giveAt("now() + interval '59 days'");
        assertThat(grants(loyal)).containsExactly("loyalty");
        giveAt("now() + interval '61 days'");
        assertThat(grants(loyal)).containsExactly("loyalty");
        assertThat(grants(idle)).isEmpty();
    }

    @Test
    void what_was_spent_before_there_was_a_rule_does_not_count() {
        long early = account(email());
        pays(early, "100");
        tell(LOYALTY);
        eventually(() -> database.query("SELECT l.since = t.loyalty_since FROM loyalty l, reward_terms t"
                        + " WHERE wallet_id = " + early)
                .equals(List.of("t")));
        giveAt("now() + interval '30 days 1 hour'");
        eventually(() -> {
            giveAt("now() + interval '30 days 1 hour'");
            return database.query("SELECT since > now() + interval '29 days' FROM loyalty WHERE wallet_id = " + early)
                    .equals(List.of("t"));
        });
        assertThat(grants(early)).isEmpty();
    }
}
