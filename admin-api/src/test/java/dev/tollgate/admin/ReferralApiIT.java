package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Bringing others: from an account's code to what both get. */
final class ReferralApiIT extends ApiTest {

    private Answer register(String email, String referral) {
        return api.post(
                "/api/auth/register",
                "{\"email\":\"" + email + "\",\"password\":\"a river of glass\",\"referral\":\"" + referral + "\"}");
    }

    private Answer referral(Customer customer) {
        return api.get("/api/me/referral", customer.key());
    }

    @Test
    void who_is_invited_has_credits_at_once_and_the_inviter_after_the_first_call() {
        Customer inviter = api.customer("free");
        Answer own = referral(inviter);
        assertThat(own.status()).as(own.text()).isEqualTo(200);
        assertThat(own.field("inviter")).isEqualTo("4");
        assertThat(own.field("invited")).isEqualTo("3");
        assertThat(own.json().path("left").asInt()).isEqualTo(2);

        Answer invited = register(TestApi.email(), own.field("code"));
        assertThat(invited.status()).as(invited.text()).isEqualTo(201);
        String token = invited.field("accessToken");
        assertThat(api.get("/api/credits/balance", token).field("available")).isEqualTo("13");
        assertThat(referral(inviter).json().path("accounts").asInt()).isEqualTo(1);
        assertThat(api.get("/api/credits/balance", inviter.key()).field("available"))
                .isEqualTo("10");

        api.post(
                "/api/credits/use",
                api.key(invited.field("account")),
                "{\"amount\":\"1\",\"idempotencyKey\":\"" + TestApi.email() + "\"}");
        api.until(() -> referral(inviter).json().path("paid").asInt() == 1);
        assertThat(api.get("/api/credits/balance", inviter.key()).field("available"))
                .isEqualTo("14");
    }

    @Test
    void a_code_that_nobody_has_makes_no_account() {
        String email = TestApi.email();
        Answer unknown = register(email, "NOBODYS");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.field("code")).isEqualTo("unknown_referral");
        assertThat(api.admin("/api/accounts", "{\"email\":\"" + email + "\"}").status())
                .isEqualTo(201);
    }

    @Test
    void more_than_may_be_brought_have_an_account_without_credits() {
        Customer inviter = api.customer("free");
        String code = referral(inviter).field("code");
        register(TestApi.email(), code);
        register(TestApi.email(), code);
        String third = register(TestApi.email(), code).field("accessToken");
        assertThat(api.get("/api/credits/balance", third).field("available")).isEqualTo("10");
        assertThat(referral(inviter).json().path("left").asInt()).isZero();
    }

    @Test
    void the_export_of_each_side_has_its_own_part_and_not_who_the_other_is() {
        Customer inviter = api.customer("free");
        String code = referral(inviter).field("code");
        String email = TestApi.email();
        Answer invited = register(email, code);

        Answer brought = api.get("/api/me/export", inviter.key());
        assertThat(brought.json().path("referralCode").get(0).path("code").asString())
                .isEqualTo(code);
        JsonNode given = brought.json().path("referrals");
        assertThat(given).hasSize(1);
        assertThat(given.get(0).path("role").asString()).isEqualTo("inviter");
        assertThat(given.get(0).path("credits").asString()).isEqualTo("4");
        assertThat(given.get(0).path("givenAt").isNull()).isTrue();
        assertThat(brought.text()).doesNotContain(email, invited.field("account"));

        Answer own = api.get("/api/me/export", invited.field("accessToken"));
        JsonNode received = own.json().path("referrals");
        assertThat(received).hasSize(1);
        assertThat(received.get(0).path("role").asString()).isEqualTo("invited");
        assertThat(received.get(0).path("credits").asString()).isEqualTo("3");
        assertThat(received.get(0).path("givenAt").isNull()).isFalse();
        assertThat(own.json().path("referralCode")).isEmpty();
        assertThat(own.text()).doesNotContain(inviter.account(), code);
    }
}
