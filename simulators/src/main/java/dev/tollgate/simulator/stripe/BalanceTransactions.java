package dev.tollgate.simulator.stripe;

import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/balance_transactions} and {@code /v1/balance}: what came to the account and left it, without fees. */
final class BalanceTransactions {
    private static final String KIND = "balance_transaction";

    private final Account account;

    BalanceTransactions(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.get("/v1/balance", call -> total());
        routes.get("/v1/balance_transactions", this::list);
        routes.get("/v1/balance_transactions/{id}", call -> account.store().need(KIND, "id", call.argument("id")));
    }

    /**
     * Books a movement.
     *
     * @param type such as {@code charge}, {@code refund} or {@code adjustment}
     * @param source the object that moved the money
     * @param amount in the currency's smallest unit, negative when it leaves the account
     */
    ObjectNode book(String type, String source, long amount, String currency) {
        ObjectNode booked = account.store().create(KIND, "txn");
        booked.remove("metadata");
        booked.put("type", type).put("reporting_category", type.equals("adjustment") ? "dispute" : type);
        booked.put("source", source).put("amount", amount).put("fee", 0).put("net", amount);
        booked.put("currency", currency).put("status", "available");
        booked.put("available_on", account.clock().seconds());
        booked.putArray("fee_details");
        return booked;
    }

    private ObjectNode total() {
        long usd = account.store().ofKind(KIND).stream()
                .mapToLong(one -> Json.number(one, "amount"))
                .sum();
        ObjectNode balance = Json.object().put("object", "balance").put("livemode", false);
        balance.putArray("available").addObject().put("amount", usd).put("currency", "usd");
        balance.putArray("pending");
        return balance;
    }

    private ObjectNode list(Call call) {
        String type = call.params().text("type");
        String source = call.params().text("source");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (type == null || Json.is(one, "type", type))
                                && (source == null || Json.is(one, "source", source)));
    }
}
