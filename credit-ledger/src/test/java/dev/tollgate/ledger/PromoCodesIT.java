package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.credits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.plan.Redemption;
import dev.tollgate.ledger.plan.Redemption.Status;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.PromoCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Promo codes: as often as they may be taken, and not once more. */
final class PromoCodesIT extends LedgerTest {

    private static PromoCode code(
            String name, long perUser, OptionalLong total, Optional<Instant> until, String... plans) {
        return new PromoCode(
                name,
                new PromoCode.Code(name, false),
                new PromoCode.Gain(Optional.empty(), Optional.of(credits("3"))),
                new PromoCode.Bounds(perUser, total, until),
                List.of(plans),
                List.of());
    }

    private long account() {
        return TestDatabase.account(node, "0").id();
    }

    private Status redeem(long account, PromoCode code) {
        return now(node.promoCodes().redeem(new Redemption(account, code))).status();
    }

    private List<Status> atOnce(List<Mono<Redemption.Result>> redemptions) {
        return now(Flux.fromIterable(redemptions)
                .flatMap(mono -> mono, 50)
                .map(Redemption.Result::status)
                .collectList());
    }

    @Test
    void of_fifty_accounts_at_once_on_two_nodes_ten_take_a_code_for_ten() {
        PromoCode code = code("ten", 1, OptionalLong.of(10), Optional.empty());
        List<Long> accounts = IntStream.range(0, 50).mapToObj(i -> account()).toList();
        List<Status> answers = atOnce(IntStream.range(0, 50)
                .mapToObj(
                        i -> (i % 2 == 0 ? node : otherNode).promoCodes().redeem(new Redemption(accounts.get(i), code)))
                .toList());
        assertThat(answers.stream().filter(Status.REDEEMED::equals)).hasSize(10);
        assertThat(answers.stream().filter(Status.USED_UP::equals)).hasSize(40);
        assertThat(now(node.promoCodes().used())).containsEntry("ten", 10L);
        assertThat(database.query(
                        "SELECT count(*) FROM credit_grant WHERE source = 'promo' AND reference LIKE 'promo:ten:%'"))
                .containsExactly("10");
    }

    @Test
    void one_account_takes_a_code_at_once_as_often_as_it_may() {
        PromoCode code = code("three", 3, OptionalLong.empty(), Optional.empty());
        long account = account();
        List<Status> answers = atOnce(IntStream.range(0, 20)
                .mapToObj(i -> (i % 2 == 0 ? node : otherNode).promoCodes().redeem(new Redemption(account, code)))
                .toList());
        assertThat(answers.stream().filter(Status.REDEEMED::equals)).hasSize(3);
        assertThat(answers.stream().filter(Status.USED::equals)).hasSize(17);
        assertThat(funds(account).available()).isEqualTo(credits("9"));
    }

    @Test
    void a_code_is_for_its_plans_and_until_its_end() {
        long account = account();
        assertThat(redeem(account, code("other", 1, OptionalLong.empty(), Optional.empty(), "pro")))
                .isEqualTo(Status.OTHER_PLAN);
        assertThat(redeem(account, code("own", 1, OptionalLong.empty(), Optional.empty(), "pro", "free")))
                .isEqualTo(Status.REDEEMED);
        assertThat(redeem(account, code("ended", 1, OptionalLong.empty(), Optional.of(Instant.EPOCH))))
                .isEqualTo(Status.ENDED);
        assertThat(redeem(Long.MAX_VALUE, code("own", 1, OptionalLong.empty(), Optional.empty())))
                .isEqualTo(Status.NO_ACCOUNT);
    }

    @Test
    void a_frozen_account_takes_no_code_and_loses_no_turn() {
        long account = account();
        PromoCode code = code("cold", 1, OptionalLong.of(1), Optional.empty());
        now(node.ledger().freeze(account, true, "test"));
        assertThat(redeem(account, code)).isEqualTo(Status.FROZEN);
        now(node.ledger().freeze(account, false, "test"));
        assertThat(redeem(account, code)).isEqualTo(Status.REDEEMED);
    }
}
