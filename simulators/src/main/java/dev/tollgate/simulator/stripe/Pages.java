package dev.tollgate.simulator.stripe;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The pages that a person sees: {@code /pay/{session}} and {@code /portal/{session}}, with plain forms. */
final class Pages {
    private final Account account;
    private final Shopper shopper;

    Pages(Account account, Shopper shopper) {
        this.account = account;
        this.shopper = shopper;
    }

    /** The page at this path; null if there is none. */
    @Nullable
    Page answer(StripeRequest request) {
        String[] parts = request.path().split("/");
        if (parts.length < 3) {
            return null;
        }
        try {
            Params form = new Params(Form.parse(request.body()));
            String action = request.method().equals("POST") && parts.length == 4 ? parts[3] : "";
            return switch (parts[1]) {
                case "pay" -> action.isEmpty() ? pay(parts[2], "") : act(parts[2], action, form);
                case "portal" -> action.isEmpty() ? portal(parts[2]) : change(parts[2], action, form);
                default -> null;
            };
        } catch (StripeError | IllegalStateException e) {
            return Page.text(404, String.valueOf(e.getMessage()));
        }
    }

    private Page act(String id, String action, Params form) {
        switch (action) {
            case "card" -> {
                if (!shopper.pay(id, Card.named(form.text("card", "accepted")))) {
                    return pay(id, "The card was declined. Nothing was charged.");
                }
            }
            case "code" -> {
                shopper.typeCode(id, form.text("code", ""));
                return Page.redirect("/pay/" + id);
            }
            case "leave" -> {
                shopper.abandon(id);
                return Page.redirect(url(id, "cancel_url"));
            }
            case "arrive" -> shopper.settle(id, true);
            case "bounce" -> shopper.settle(id, false);
            default -> throw new IllegalStateException("The page has no button " + action + ".");
        }
        return action.equals("card") ? Page.redirect(url(id, "success_url")) : Page.redirect("/pay/" + id);
    }

    private String url(String id, String name) {
        synchronized (account) {
            String url = Json.text(account.checkoutSessions().need(id), name);
            return url == null ? "/pay/" + id : url.replace("{CHECKOUT_SESSION_ID}", id);
        }
    }

    private Page pay(String id, String note) {
        synchronized (account) {
            ObjectNode session = account.checkoutSessions().need(id);
            StringBuilder body =
                    new StringBuilder("<p><strong>").append(escape(note)).append("</strong></p><ul>");
            for (ObjectNode line : account.checkoutSessions().lines(session)) {
                body.append("<li>").append(Json.number(line, "quantity")).append(" × ");
                body.append(escape(Json.text(line, "description"))).append(": ");
                body.append(money(line, "amount_total")).append("</li>");
            }
            body.append("</ul>");
            if (session.has("amount_total")) {
                body.append("<p>Total: <strong>")
                        .append(money(session, "amount_total"))
                        .append("</strong></p>");
            }
            body.append(buttons(session));
            return page("Checkout", body.toString());
        }
    }

    private static String buttons(ObjectNode session) {
        String at = "/pay/" + Json.need(session, "id") + "/";
        if (!Json.is(session, "status", "open")) {
            String said = "<p>This session is " + Json.need(session, "status") + ", "
                    + Json.need(session, "payment_status") + ".</p>";
            boolean late = Json.is(session, "status", "complete") && Json.is(session, "payment_status", "unpaid");
            return late
                    ? said + button(at + "arrive", "Let the money arrive") + button(at + "bounce", "Let the debit fail")
                    : said;
        }
        StringBuilder all = new StringBuilder();
        if (Json.flag(session, "allow_promotion_codes")) {
            all.append("<form method=post action='")
                    .append(at)
                    .append("code'><label>Promotion code <input name=code>")
                    .append("</label> <button>Apply</button></form>");
        }
        all.append("<form method=post action='").append(at).append("card'><label>Pay by <select name=card>");
        for (Card card : Card.values()) {
            String name = card.name().toLowerCase(Locale.ROOT);
            all.append("<option value=").append(name).append('>');
            all.append(name.replace('_', ' ')).append("</option>");
        }
        return all.append("</select></label> <button>Pay</button></form>")
                .append(button(at + "leave", "Leave without paying"))
                .toString();
    }

    private Page portal(String id) {
        synchronized (account) {
            ObjectNode session = account.store().need("billing_portal.session", "session", id);
            StringBuilder body = new StringBuilder("<ul>");
            for (ObjectNode one : account.subscriptions().live()) {
                if (Json.is(one, "customer", Json.need(session, "customer"))) {
                    boolean ends = Json.flag(one, "cancel_at_period_end");
                    String subscription = Json.need(one, "id");
                    body.append("<li>").append(subscription).append(' ').append(Json.need(one, "status"));
                    body.append(ends ? ", ends with its period" : "");
                    body.append("<form method=post action='/portal/").append(id).append(ends ? "/keep" : "/cancel");
                    body.append("'><input type=hidden name=subscription value='")
                            .append(subscription);
                    body.append("'><button>").append(ends ? "Keep" : "Cancel").append("</button></form></li>");
                }
            }
            String back = Json.text(session, "return_url");
            body.append("</ul>").append(back == null ? "" : "<p><a href='" + escape(back) + "'>Return</a></p>");
            return page("Billing", body.toString());
        }
    }

    private Page change(String id, String action, Params form) {
        synchronized (account) {
            ObjectNode session = account.store().need("billing_portal.session", "session", id);
            String wanted = form.need("subscription");
            for (ObjectNode one : account.subscriptions().live()) {
                if (Json.is(one, "id", wanted) && Json.is(one, "customer", Json.need(session, "customer"))) {
                    ObjectNode change = Json.object().put("cancel_at_period_end", "" + action.equals("cancel"));
                    account.subscriptions().changes().update(one, new Params(change));
                }
            }
            return Page.redirect("/portal/" + id);
        }
    }

    private static Page page(String title, String body) {
        return Page.html("<!doctype html><html lang=en><meta charset=utf-8><title>" + title
                + " (simulated)</title><style>body{font:16px sans-serif;max-width:34em;margin:3em auto}"
                + "form{margin:1em 0}</style><h1>" + title + "</h1><p>A simulation: no money moves.</p>" + body
                + "</html>");
    }

    private static String button(String action, String label) {
        return "<form method=post action='" + action + "'><button>" + label + "</button></form>";
    }

    private static String money(ObjectNode object, String name) {
        String currency = String.valueOf(Json.text(object, "currency")).toUpperCase(Locale.ROOT);
        return BigDecimal.valueOf(Json.number(object, name), 2) + " " + currency;
    }

    private static String escape(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace("'", "&#39;")
                        .replace("\"", "&quot;");
    }
}
