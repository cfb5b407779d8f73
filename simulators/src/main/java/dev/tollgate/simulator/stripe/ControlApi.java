package dev.tollgate.simulator.stripe;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The simulator's own endpoints, for other processes: what Java does by {@link StripeSimulator}, with JSON bodies. */
final class ControlApi {
    static final String PREFIX = "/simulator/";

    private final StripeSimulator simulator;
    private final Map<String, Function<Settings, JsonNode>> actions = new HashMap<>();

    ControlApi(StripeSimulator simulator) {
        this.simulator = simulator;
        shopper();
        dashboard();
        webhooks();
        act("POST clock/advance", settings -> simulator.advance(settings.duration("by")));
        act("POST faults", settings -> simulator.fault(settings.fault()));
        act("DELETE faults", settings -> simulator.clearFaults());
    }

    Page answer(StripeRequest request) {
        String name = request.method() + " " + request.path().substring(PREFIX.length());
        var action = actions.get(name);
        if (action == null) {
            Set<String> known = new TreeSet<>(actions.keySet());
            return Page.text(404, "There is no " + name + " below " + PREFIX + ". There are: " + known);
        }
        try {
            ObjectNode body = Json.read(request.body().getBytes(StandardCharsets.UTF_8));
            return Page.json(200, Json.bytes(action.apply(new Settings(body))));
        } catch (IllegalArgumentException | IllegalStateException | DateTimeException | StripeError e) {
            return Page.text(400, String.valueOf(e.getMessage()));
        }
    }

    private void shopper() {
        Shopper shopper = simulator.shopper();
        add("POST checkout/pay", settings -> Json.object()
                .put("complete", shopper.pay(settings.need("session"), Card.named(settings.text("card", "accepted")))));
        act("POST checkout/abandon", settings -> shopper.abandon(settings.need("session")));
        act(
                "POST checkout/settle",
                settings -> shopper.settle(settings.need("session"), settings.flag("success", true)));
        act("POST checkout/code", settings -> shopper.typeCode(settings.need("session"), settings.need("code")));
        act(
                "POST payment/authenticate",
                settings -> shopper.authenticate(settings.need("payment"), settings.flag("success", true)));
    }

    private void dashboard() {
        Dashboard owner = simulator.dashboard();
        made("POST refunds", settings -> owner.refund(settings.need("payment"), settings.number("amount")));
        act("POST refunds/fail", settings -> owner.failRefund(settings.need("refund")));
        made("POST disputes", settings -> owner.dispute(settings.need("payment"), settings.number("amount")));
        made("POST inquiries", settings -> owner.inquiry(settings.need("payment")));
        act("POST disputes/withdraw", settings -> owner.withdrawFunds(settings.need("dispute")));
        act("POST disputes/reinstate", settings -> owner.reinstateFunds(settings.need("dispute")));
        act("POST disputes/win", settings -> owner.win(settings.need("dispute")));
        act("POST disputes/lose", settings -> owner.lose(settings.need("dispute")));
        made("POST fraud-warnings", settings -> owner.warnOfFraud(settings.need("payment")));
        act("POST cards", settings -> owner.changeCard(settings.need("customer"), Card.named(settings.need("card"))));
    }

    private void webhooks() {
        Webhooks hooks = simulator.webhooks();
        act(
                "POST webhooks/endpoints",
                settings -> hooks.add(new WebhookEndpoint(
                        URI.create(settings.need("url")),
                        settings.texts("secrets"),
                        settings.texts("types").isEmpty() ? List.of("*") : settings.texts("types"))));
        act("DELETE webhooks/endpoints", settings -> hooks.removeEndpoints());
        act("POST webhooks/hold", settings -> hooks.hold());
        act("POST webhooks/release", settings -> hooks.release());
        add("GET webhooks/held", settings -> array(hooks.held()));
        add("POST webhooks/deliver", settings -> tries(hooks.deliver(settings.plan())));
        add("POST webhooks/redeliver", settings -> tries(hooks.redeliver(settings.need("event"))));
        act("PUT webhooks/automatic", settings -> hooks.automatic(settings.plan()));
        add("GET webhooks/deliveries", settings -> tries(hooks.deliveries()));
    }

    private void act(String name, Consumer<Settings> action) {
        add(name, settings -> {
            action.accept(settings);
            return Json.object();
        });
    }

    private void made(String name, Function<Settings, String> action) {
        add(name, settings -> Json.object().put("id", action.apply(settings)));
    }

    private void add(String name, Function<Settings, JsonNode> action) {
        actions.put(name, action);
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = Json.array();
        texts.forEach(array::add);
        return array;
    }

    private static ArrayNode tries(List<WebhookDelivery> deliveries) {
        ArrayNode array = Json.array();
        for (WebhookDelivery one : deliveries) {
            array.addObject()
                    .put("event", one.event())
                    .put("type", one.type())
                    .put("url", one.url())
                    .put("status", one.status());
        }
        return array;
    }

    /** The body of a control call. */
    private record Settings(ObjectNode values) {
        String need(String name) {
            String text = Json.text(values, name);
            if (text == null) {
                throw new IllegalArgumentException("The body has to have \"" + name + "\", a text.");
            }
            return text;
        }

        String text(String name, String otherwise) {
            String text = Json.text(values, name);
            return text == null ? otherwise : text;
        }

        @Nullable
        Long number(String name) {
            return values.path(name).isIntegralNumber() ? values.path(name).asLong(0) : null;
        }

        int number(String name, int otherwise) {
            return values.path(name).asInt(otherwise);
        }

        boolean flag(String name, boolean otherwise) {
            return values.path(name).asBoolean(otherwise);
        }

        Duration duration(String name) {
            return Duration.parse(need(name));
        }

        List<String> texts(String name) {
            return new Params(values).texts(name);
        }

        DeliveryPlan plan() {
            DeliveryPlan plan = DeliveryPlan.inOrder();
            plan = texts("ids").isEmpty() ? plan : plan.ids(texts("ids"));
            plan = flag("reversed", false) ? plan.reversed() : plan;
            Long seed = number("seed");
            plan = seed == null ? plan : plan.shuffled(seed);
            for (String type : texts("without")) {
                plan = plan.without(type);
            }
            return plan.times(number("times", 1)).pause(Duration.parse(text("pause", "PT0S")));
        }

        StripeFault fault() {
            StripeFault fault =
                    switch (text("kind", "status")) {
                        case "status" -> StripeFault.status(number("status", 500));
                        case "failed" -> StripeFault.failed(number("status", 500));
                        case "silent" -> StripeFault.silent();
                        case "cut" -> StripeFault.cut();
                        case "slow" -> StripeFault.slow(duration("delay"));
                        default -> throw new IllegalArgumentException(
                                "A fault is status, failed, silent, cut or slow.");
                    };
            fault = new StripeFault(
                    Json.text(values, "method"),
                    text("path", "/"),
                    fault.kind(),
                    fault.status(),
                    fault.delay(),
                    flag("afterEffect", false),
                    number("times", 1));
            return fault;
        }
    }
}
