package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Opening accounts, and what their plans give them. */
final class AccountApiIT extends ApiTest {

    @Test
    void gives_a_new_account_its_plans_credits_and_a_key_that_shows_them() {
        Answer created = api.admin("/api/accounts", "{\"email\":\"" + TestApi.email() + "\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.field("account")).startsWith("acc_");
        assertThat(created.field("key")).startsWith("tg_live_");
        Answer me = api.get("/v1/tollgate/me", created.field("key"));
        assertThat(me.json())
                .isEqualTo(TestApi.JSON.readTree(
                        """
                        {"account":"%s","plan":"free",
                         "balance":{"available":"10","onHold":"0","debt":"0","usd":"1"},
                         "freeToday":{"remaining":"0","resetsAt":"%sT00:00:00Z"},
                         "lowBalance":false,"month":{"from":"%s","tokens":0,"credits":"0"},
                         "limits":{"requestsPerMinute":60,"tokensPerMinute":100000,"concurrent":8},
                         "topUpUrl":"%s"}"""
                                .formatted(
                                        created.field("account"),
                                        LocalDate.now(ZoneOffset.UTC).plusDays(1),
                                        me.json().path("month").path("from").asString(),
                                        me.field("topUpUrl"))));
        assertThat(me.field("topUpUrl")).startsWith("http://127.0.0.1:");
    }

    @Test
    void shows_daily_credits_as_free_today_and_a_low_balance_as_low() {
        JsonNode me = api.get("/v1/tollgate/me", api.customer("daily").key()).json();
        assertThat(me.path("freeToday").path("remaining").asString()).isEqualTo("2.5");
        assertThat(me.path("lowBalance").asBoolean()).isTrue();
    }

    @Test
    void shows_what_is_free_each_day_and_when_it_comes_again_in_the_accounts_own_zone() {
        Answer created = api.admin(
                "/api/accounts",
                "{\"email\":\"" + TestApi.email() + "\",\"plan\":\"daily\",\"timeZone\":\"Asia/Kathmandu\"}");
        JsonNode free =
                api.get("/api/credits/balance", created.field("key")).json().path("freeToday");
        assertThat(free.path("granted").asString()).isEqualTo("2.5");
        assertThat(free.path("remaining").asString()).isEqualTo("2.5");
        assertThat(free.path("renewsAt").asString()).endsWith("T18:15:00Z");
        assertThat(api.get("/api/credits/balance", api.customer("free").key())
                        .json()
                        .path("freeToday")
                        .isNull())
                .isTrue();
    }

    @Test
    void refuses_a_time_zone_that_has_no_name() {
        for (String zone : List.of("+02:00", "Berlin", "GMT+2", "")) {
            Answer refused = api.admin(
                    "/api/accounts",
                    "{\"email\":\"" + TestApi.email() + "\",\"plan\":\"daily\",\"timeZone\":\"" + zone + "\"}");
            assertThat(refused.field("field")).as(zone).isEqualTo("timeZone");
        }
    }

    @Test
    void refuses_a_second_account_of_one_address_whatever_its_case() {
        String email = TestApi.email();
        assertThat(api.admin("/api/accounts", "{\"email\":\"" + email + "\"}").status())
                .isEqualTo(201);
        Answer second = api.admin("/api/accounts", "{\"email\":\"" + email.toUpperCase(Locale.ROOT) + "\"}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.field("code")).isEqualTo("email_taken");
    }

    @Test
    void lists_the_plans_when_the_one_asked_for_is_unknown() {
        Answer refused = api.admin("/api/accounts", "{\"email\":\"" + TestApi.email() + "\",\"plan\":\"platinum\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.field("field")).isEqualTo("plan");
        assertThat(refused.field("detail")).contains("free, daily, empty");
    }
}
