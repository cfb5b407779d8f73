package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.spend;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** Free credits of a day, given when an account is first used on it; and when its days and months begin. */
final class DailyCreditsIT extends LedgerTest {

    private long accountWithDaily(String amount, String zone) {
        long account = TestDatabase.account(node, "0").id();
        assertThat(now(node.ledger().daily(account, new DailyCredits(credits(amount), ZoneId.of(zone), false))))
                .isTrue();
        return account;
    }

    private List<String> dailyGrants(long account) {
        return database.query(
                "SELECT granted / 1000000000 FROM credit_grant WHERE source = 'daily_free' AND wallet_id = " + account
                        + " ORDER BY id");
    }

    @Test
    void the_first_call_of_a_day_finds_the_days_credits() {
        long account = accountWithDaily("5", "Asia/Tokyo");
        assertThat(dailyGrants(account)).isEmpty();

        HoldRequest request = hold(account, "3");
        assertThat(now(node.ledger().hold(request)).status()).isEqualTo(HoldResult.Status.PLACED);
        now(node.ledger().capture(capture(request, "3")));

        assertThat(now(node.ledger().hold(hold(account, "3"))).status()).isEqualTo(HoldResult.Status.INSUFFICIENT);
        assertThat(dailyGrants(account)).containsExactly("5");
        assertThat(database.query("SELECT to_char(expires_at AT TIME ZONE 'Asia/Tokyo', 'HH24:MI:SS') FROM credit_grant"
                        + " WHERE wallet_id = " + account))
                .containsExactly("00:00:00");
    }

    @Test
    void many_first_calls_at_once_find_them_once() {
        long account = accountWithDaily("5", "UTC");
        List<HoldResult> held = now(Flux.fromStream(
                        IntStream.range(0, 50).mapToObj(i -> node.ledger().hold(hold(account, "1"))))
                .flatMap(mono -> mono, 50)
                .collectList());
        assertThat(held.stream().filter(result -> result.status() == HoldResult.Status.PLACED))
                .hasSize(5);
        assertThat(dailyGrants(account)).containsExactly("5");
    }

    /** These two zones never have the same day, so who moves from one to the other begins a new day. */
    private void aNewDayBegins(long account, String amount) {
        String[] zones = {"Pacific/Pago_Pago", "Pacific/Kiritimati"};
        String now = database.query("SELECT daily_zone FROM wallet WHERE id = " + account)
                .get(0);
        String next = now.equals(zones[0]) ? zones[1] : zones[0];
        now(node.ledger().daily(account, new DailyCredits(credits(amount), ZoneId.of(next), false)));
    }

    @Test
    void the_next_day_brings_the_next_credits_to_several_calls_at_once() {
        long account = accountWithDaily("5", "Pacific/Pago_Pago");
        now(node.ledger().spend(spend(account, "first", "5", "sms")));
        aNewDayBegins(account, "5");
        List<String> answers = database.query("SELECT status FROM tg_hold(ARRAY[gen_random_uuid(), gen_random_uuid(),"
                + " gen_random_uuid()], ARRAY[" + account + ", " + account + ", " + account
                + "]::bigint[], ARRAY[2000000000, 3000000000, 1]::bigint[], ARRAY[0, 0, 0]::bigint[], ARRAY['m', 'm', 'm'],"
                + " ARRAY['{}', '{}', '{}'], gen_random_uuid(), '1 hour') ORDER BY ord");
        assertThat(answers).containsExactly("PLACED", "PLACED", "ON_HOLD");
        assertThat(dailyGrants(account)).containsExactly("5", "5");
    }

    @Test
    void the_credits_of_a_new_day_pay_the_debt_and_the_first_call() {
        long account = accountWithDaily("5", "Pacific/Pago_Pago");
        HoldRequest dear = hold(account, "1");
        now(node.ledger().hold(dear));
        now(node.ledger().capture(capture(dear, "7")));
        assertThat(now(node.ledger().hold(hold(account, "1"))).status()).isEqualTo(HoldResult.Status.IN_DEBT);
        aNewDayBegins(account, "5");

        HoldResult first = now(node.ledger().hold(hold(account, "1")));

        assertThat(first.status()).isEqualTo(HoldResult.Status.PLACED);
        assertThat(first.balance()).isEqualTo(new Balance.Funds(credits("2"), credits("1"), credits("0")));
    }

    @Test
    void a_spend_is_a_first_use_too() {
        long account = accountWithDaily("5", "America/New_York");
        assertThat(now(node.ledger().spend(spend(account, "k", "2", "sms"))).status())
                .isEqualTo(SpendResult.Status.SPENT);
    }

    @Test
    void a_day_is_given_once_whatever_is_changed_in_between() {
        long account = accountWithDaily("5", "UTC");
        now(node.ledger().spend(spend(account, "k", "5", "sms")));
        now(node.ledger().daily(account, new DailyCredits(credits("9"), ZoneId.of("UTC"), false)));
        assertThat(now(node.ledger().spend(spend(account, "l", "1", "sms"))).status())
                .isEqualTo(SpendResult.Status.INSUFFICIENT);
        assertThat(dailyGrants(account)).containsExactly("5");
    }

    @Test
    void what_is_left_of_a_day_ends_with_it_unless_it_is_to_be_kept() {
        long losing = accountWithDaily("5", "UTC");
        long keeping = TestDatabase.account(node, "0").id();
        now(node.ledger().daily(keeping, new DailyCredits(credits("5"), ZoneId.of("UTC"), true)));
        now(node.ledger().spend(spend(losing, "k", "1", "sms")));
        now(node.ledger().spend(spend(keeping, "k", "1", "sms")));
        assertThat(database.query(
                        "SELECT count(*) FROM credit_grant WHERE expires_at = 'infinity' AND wallet_id = " + keeping))
                .containsExactly("1");
        assertThat(database.query("SELECT count(*) FROM credit_grant WHERE expires_at > now() + interval '25 hours'"
                        + " AND wallet_id = " + losing))
                .containsExactly("0");
    }

    @Test
    void no_more_are_given_when_there_are_none() {
        long account = accountWithDaily("5", "UTC");
        now(node.ledger().daily(account, new DailyCredits(credits("0"), ZoneId.of("UTC"), false)));
        assertThat(now(node.ledger().hold(hold(account, "1"))).status()).isEqualTo(HoldResult.Status.INSUFFICIENT);
        assertThat(dailyGrants(account)).isEmpty();
        assertThat(now(node.ledger().daily(Long.MAX_VALUE, new DailyCredits(credits("1"), ZoneId.of("UTC"), false))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29, Europe/Berlin, 2026-03-28T23:00:00Z", // begins before the clocks go forward, ends an hour early
        "2026-03-30, Europe/Berlin, 2026-03-29T22:00:00Z",
        "2026-10-26, Europe/Berlin, 2026-10-25T23:00:00Z",
        "2026-11-02, America/New_York, 2026-11-02T05:00:00Z",
        "2018-11-04, America/Sao_Paulo, 2018-11-04T03:00:00Z", // has no midnight: it begins at one o'clock
        "2026-11-21, Asia/Kathmandu, 2026-11-20T18:15:00Z",
        "2026-11-21, Pacific/Kiritimati, 2026-11-20T10:00:00Z"
    })
    void a_day_begins_when_its_zone_says(String day, String zone, String begins) {
        assertThat(database.query("SELECT tg_day_begins('" + day + "', '" + zone + "') = '" + begins + "'"))
                .containsExactly("t");
    }

    @ParameterizedTest
    @CsvSource({
        // a month's last day stands for the 29th to the 31st where there is none
        "31, Europe/Berlin, 2026-02-27T23:00:00Z, 2026-02-27T23:00:00Z, 2026-03-30T22:00:00Z",
        "31, Europe/Berlin, 2026-02-27T22:59:59Z, 2026-01-30T23:00:00Z, 2026-02-27T23:00:00Z",
        "31, UTC, 2028-02-29T00:00:00Z, 2028-02-29T00:00:00Z, 2028-03-31T00:00:00Z",
        "30, UTC, 2026-03-01T00:00:00Z, 2026-02-28T00:00:00Z, 2026-03-30T00:00:00Z",
        "31, UTC, 2026-04-30T12:00:00Z, 2026-04-30T00:00:00Z, 2026-05-31T00:00:00Z",
        "1, UTC, 2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
        // the clocks go forward on the day it begins, and back
        "29, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-04-28T22:00:00Z",
        "25, Europe/Berlin, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-11-24T23:00:00Z",
        // a day that has no midnight
        "4, America/Sao_Paulo, 2018-11-04T03:00:00Z, 2018-11-04T03:00:00Z, 2018-12-04T02:00:00Z",
        "4, America/Sao_Paulo, 2018-11-04T02:59:59Z, 2018-10-04T03:00:00Z, 2018-11-04T03:00:00Z",
        // odd offsets, and the ends of the day line
        "15, Asia/Kathmandu, 2026-06-14T18:15:00Z, 2026-06-14T18:15:00Z, 2026-07-14T18:15:00Z",
        "15, Australia/Lord_Howe, 2026-10-14T13:00:00Z, 2026-10-14T13:00:00Z, 2026-11-14T13:00:00Z",
        "1, Pacific/Kiritimati, 2026-05-31T10:00:00Z, 2026-05-31T10:00:00Z, 2026-06-30T10:00:00Z",
        "31, Pacific/Apia, 2011-12-31T12:00:00Z, 2011-12-30T10:00:00Z, 2012-01-30T10:00:00Z"
    })
    void a_month_begins_on_the_accounts_day_in_its_zone(int day, String zone, String at, String begins, String ends) {
        assertThat(database.query("SELECT begins = '" + begins + "' AND ends = '" + ends + "' FROM tg_month_of('" + at
                        + "', " + day + ", '" + zone + "')"))
                .as(() -> String.valueOf(database.query(
                        "SELECT begins || ' ' || ends FROM tg_month_of('" + at + "', " + day + ", '" + zone + "')")))
                .containsExactly("t");
    }
}
