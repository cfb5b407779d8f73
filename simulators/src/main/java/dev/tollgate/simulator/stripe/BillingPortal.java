package dev.tollgate.simulator.stripe;

import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/billing_portal/sessions}: links to the page where customers look after their subscriptions. */
final class BillingPortal {
    private static final String KIND = "billing_portal.session";

    private final Account account;

    BillingPortal(Account account) {
        this.account = account;
    }

    void routes(Routes routes) {
        routes.post("/v1/billing_portal/sessions", this::create);
    }

    private ObjectNode create(Call call) {
        Params params = call.params();
        String customer = Json.need(account.customers().need("customer", params.need("customer")), "id");
        ObjectNode session = account.store().create(KIND, "bps");
        session.remove("metadata");
        session.put("customer", customer).put("return_url", params.text("return_url"));
        session.put("configuration", params.text("configuration", "bpc_simulator"));
        session.put("url", account.url() + "/portal/" + Json.need(session, "id"));
        account.events().emit("billing_portal.session.created", session);
        return session;
    }
}
