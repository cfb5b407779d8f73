package dev.tollgate.ledger.login;

import java.util.List;

/** What an account is told that is held about it, list by list. */
final class OwnDataParts {

    /** A list of the object, and the query that makes its items. */
    record Part(String name, String columns, String from) {
        String query() {
            return "SELECT row_to_json(it)::text AS item FROM (SELECT " + columns + " FROM " + from + ") it";
        }
    }

    /** What a call was made of, without what it cost the platform: that is the platform's. */
    private static final String OF_THE_CALLER = "(SELECT told - 'costUsd' || jsonb_build_object('attempts',"
            + " coalesce((SELECT jsonb_agg(attempt - 'costUsd' ORDER BY nth) FROM jsonb_array_elements("
            + " CASE jsonb_typeof(told -> 'attempts') WHEN 'array' THEN told -> 'attempts' ELSE '[]' END)"
            + " WITH ORDINALITY AS tried (attempt, nth) WHERE jsonb_typeof(attempt) = 'object'), '[]'))"
            + " FROM (SELECT tg_detail(detail) AS told OFFSET 0) one WHERE jsonb_typeof(told) = 'object')";

    static final List<Part> ALL = List.of(
            new Part(
                    "account",
                    "public_id AS account, email, plan, segment, role, api_key_mode AS \"apiKeyMode\","
                            + " created_at AS \"createdAt\"",
                    "account"),
            new Part(
                    "balance",
                    credits("posted") + ", " + credits("held") + ", " + credits("debt") + ", " + credits("spent")
                            + ", frozen, daily_zone AS \"timeZone\"",
                    "wallet"),
            new Part("identities", "issuer, subject, linked_at AS \"linkedAt\"", "identity ORDER BY linked_at"),
            new Part(
                    "logIns",
                    "method, opened_at AS \"openedAt\", used_at AS \"usedAt\", expires_at AS \"expiresAt\","
                            + " ended_at AS \"endedAt\", ended_for AS \"endedFor\"",
                    "login_session ORDER BY opened_at"),
            new Part(
                    "keys",
                    "public_id AS id, name, prefix, last4, models, services, addresses::text[], created_at AS \"createdAt\","
                            + " expires_at AS \"expiresAt\", last_used_at AS \"lastUsedAt\", revoked_at AS \"revokedAt\"",
                    "api_key ORDER BY id"),
            new Part(
                    "budgets",
                    "(SELECT k.public_id FROM api_key k WHERE k.id = key_id) AS key, nullif(run, '') AS run, period, "
                            + credits("most") + ", " + credits("used") + ", " + credits("held")
                            + ", since, nullif(until, 'infinity') AS until",
                    "budget ORDER BY id"),
            new Part(
                    "ownKeys",
                    "provider, last4, changed_at AS \"changedAt\"",
                    // Of the keys themselves the role sees nothing.
                    "provider_key ORDER BY provider"),
            new Part(
                    "alertEvents",
                    "public_id AS id, kind, " + credits("balance") + ", " + credits("threshold") + ", at",
                    "alert_event ORDER BY id"),
            new Part(
                    "alerts",
                    credits("threshold") + ", webhook_url AS \"webhookUrl\", email AS \"byEmail\"",
                    "alert_setting"),
            new Part(
                    "autoTopup",
                    "enabled, " + credits("below") + ", nullif(package, '') AS package,"
                            + " trim_scale(nullif(cents, 0) / 100.0)::text AS amount,"
                            + " trim_scale(most_per_day / 100.0)::text AS \"mostPerDay\","
                            + " nullif(stopped_for, '') AS \"stoppedFor\", stopped_at AS \"stoppedAt\"",
                    "top_up"),
            new Part(
                    "plan",
                    "since, nullif(until, 'infinity') AS until, next_plan AS \"nextPlan\", month_from AS \"monthFrom\","
                            + " month_until AS \"monthUntil\", tokens_used AS \"tokensUsed\"",
                    "account_plan"),
            new Part("loyalty", "since, " + credits("spent"), "loyalty"),
            new Part("redemptions", "name AS code, " + credits("amount") + ", at", "redemption ORDER BY at"),
            new Part("stripeCustomer", "customer AS id, at", "stripe_customer"),
            new Part(
                    "orders",
                    "id, kind, item, " + dollars("cents", "amount") + ", " + credits("credits")
                            + ", nullif(promo, '') AS \"promoCode\", state, object AS \"stripeObject\","
                            + " created_at AS \"createdAt\", changed_at AS \"changedAt\"",
                    "billing_order ORDER BY created_at"),
            new Part(
                    "payments",
                    "key AS id, source, nullif(intent, '') AS \"paymentIntent\", nullif(subscription, '') AS subscription, "
                            + dollars("cents", "amount") + ", " + credits("credits") + ", " + credits("back")
                            + ", nullif(expires, 'infinity') AS \"expiresAt\", at",
                    "stripe_payment ORDER BY seq"),
            new Part(
                    "subscriptions",
                    "id, plan, status, period_end AS \"periodEnd\", at_end AS \"endsThen\", paused,"
                            + " changed_at AS \"changedAt\"",
                    "stripe_subscription ORDER BY changed_at"),
            new Part("referralCode", "code", "referral_code"),
            new Part(
                    "referrals",
                    // Not whom or by whom: that is another account's.
                    "CASE WHEN r.inviter = own.id THEN 'inviter' ELSE 'invited' END AS role,"
                            + " trim_scale(CASE WHEN r.inviter = own.id THEN r.amount ELSE coalesce(g.granted, 0) END"
                            + " / 1000000000.0)::text AS credits, r.at,"
                            + " CASE WHEN r.inviter = own.id THEN r.paid_at ELSE g.created_at END AS \"givenAt\"",
                    "referral r CROSS JOIN account own LEFT JOIN credit_grant g"
                            + " ON g.reference = 'reward:invited:' || r.wallet_id ORDER BY r.at"),
            new Part(
                    "grants",
                    "source, reference, reason, " + credits("granted")
                            + ", created_at AS \"createdAt\", nullif(expires_at, 'infinity') AS \"expiresAt\"",
                    "credit_grant ORDER BY id"),
            new Part(
                    "entries",
                    "wallet_seq AS seq, at, kind, from_account AS \"from\", to_account AS \"to\", " + credits("amount")
                            + ", " + credits("balance") + ", reference",
                    "entry ORDER BY wallet_seq"),
            new Part(
                    "calls",
                    "request_id AS id, at, settled_at AS \"settledAt\", state, provider, operation, model,"
                            + " answered_model AS \"answeredModel\", " + credits("charged")
                            + ", input_tokens AS \"inputTokens\", output_tokens AS \"outputTokens\", "
                            + OF_THE_CALLER + " AS detail,"
                            + " (SELECT k.public_id FROM api_key k WHERE k.id = key_id) AS key, nullif(run, '') AS run",
                    "usage_record ORDER BY request_id"),
            new Part(
                    "audit",
                    "at, action, nullif(was, '')::json AS was, nullif(became, '')::json AS became,"
                            + " request AS \"requestId\"",
                    "audit ORDER BY seq"));

    private OwnDataParts() {}

    private static String credits(String column) {
        return "trim_scale(" + column + " / 1000000000.0)::text AS " + column;
    }

    private static String dollars(String cents, String name) {
        return "trim_scale(" + cents + " / 100.0)::text AS " + name;
    }
}
