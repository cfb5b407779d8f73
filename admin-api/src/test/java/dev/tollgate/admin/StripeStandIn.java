package dev.tollgate.admin;

import com.stripe.Stripe;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** As much of Stripe's API as buying credits needs, over HTTP; a test says what happens there, and tells of it or not. */
final class StripeStandIn implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Map<String, Object>> objects = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> answers = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> sent = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final List<Map<String, Object>> events = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> fetched = new ConcurrentHashMap<>();
    private final StripeLists lists = new StripeLists(objects);
    private final StripeCreation creation = new StripeCreation(this);
    private volatile boolean away;
    private volatile boolean losing;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile long dearer;

    StripeStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stripe stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v1/", this::answer);
        server.createContext("/v2/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void away(boolean isAway) {
        away = isAway;
    }

    /** What is asked for is done from now on, and nobody hears of it. */
    void losesAnswers(boolean loses) {
        losing = loses;
    }

    /** Nothing is answered until it is counted down. */
    void holds(CountDownLatch until) {
        held = until;
    }

    /** Pages that are made from now on ask for so many cents more than they were told. */
    void dearer(long cents) {
        dearer = cents;
    }

    /** What was sent to make an object. */
    Map<String, Object> object(String id) {
        return Objects.requireNonNull(objects.get(id), id);
    }

    /** The page that was made for an order. */
    String sessionOf(String order) {
        return objects.values().stream()
                .filter(it -> "checkout.session".equals(it.get("object")))
                .filter(it -> Map.of("tollgate_order", order).equals(it.get("metadata")))
                .map(it -> String.valueOf(it.get("id")))
                .findFirst()
                .orElseThrow();
    }

    /** What pages that are made now ask for on top, in cents. */
    long dearer() {
        return dearer;
    }

    /** How often an object was asked for. */
    int fetched(String id) {
        return fetched.getOrDefault(id, 0);
    }

    String text(String id, String field) {
        return (String) Objects.requireNonNull(object(id).get(field), field);
    }

    /** The buyer pays on the page; answers the payment intent. */
    String pay(String session) {
        return pay(session, amount(object(session)));
    }

    String pay(String session, long cents) {
        String intent = intent(object(session).get("metadata"), cents, "succeeded");
        object(session).putAll(Map.of("status", "complete", "payment_status", "paid", "payment_intent", intent));
        return intent;
    }

    /** The buyer promises to pay; answers the payment intent. */
    String promise(String session) {
        String intent = intent(object(session).get("metadata"), amount(object(session)), "processing");
        object(session).putAll(Map.of("status", "complete", "payment_status", "unpaid", "payment_intent", intent));
        return intent;
    }

    void settle(String intent, String status) {
        Map<String, Object> it = object(intent);
        it.put("status", status);
        it.put("amount_received", status.equals("succeeded") ? it.get("amount") : 0);
        objects.values().stream()
                .filter(session -> intent.equals(session.get("payment_intent"))
                        && "checkout.session".equals(session.get("object")))
                .forEach(session -> session.put("payment_status", status.equals("succeeded") ? "paid" : "unpaid"));
    }

    private static long amount(Map<String, Object> session) {
        return ((Number) Objects.requireNonNull(session.get("amount_total"))).longValue();
    }

    String intent(@Nullable Object metadata, long cents, String status) {
        String id = id("pi");
        objects.put(
                id,
                made(
                        id,
                        "payment_intent",
                        Map.of(
                                "status",
                                status,
                                "amount",
                                cents,
                                "amount_received",
                                status.equals("succeeded") ? cents : 0,
                                "currency",
                                "usd",
                                "client_secret",
                                id + "_secret",
                                "metadata",
                                metadata == null ? Map.of() : metadata)));
        return id;
    }

    String refund(String intent, long cents, String status) {
        return moneyBack("re", "refund", intent, cents, status);
    }

    String dispute(String intent, long cents, String status) {
        return moneyBack("du", "dispute", intent, cents, status);
    }

    private String moneyBack(String prefix, String kind, String intent, long cents, String status) {
        String id = id(prefix);
        objects.put(
                id,
                made(id, kind, Map.of("payment_intent", intent, "amount", cents, "currency", "usd", "status", status)));
        return id;
    }

    void put(String id, String kind, Map<String, ?> fields) {
        objects.put(id, made(id, kind, fields));
    }

    void remove(String id) {
        objects.remove(id);
    }

    void set(String id, String field, Object value) {
        object(id).put(field, value);
    }

    /** An event about an object as it is now; it is in Stripe's list, and the test delivers it or not. */
    String event(String type, String object) {
        String id = id("evt");
        Map<String, Object> event = made(
                id,
                "event",
                Map.of(
                        "type",
                        type,
                        "api_version",
                        Stripe.API_VERSION,
                        "data",
                        Map.of("object", Map.copyOf(object(object)))));
        events.add(event);
        return TestApi.JSON.writeValueAsString(event);
    }

    String id(String prefix) {
        return prefix + "_" + next.incrementAndGet();
    }

    private static Map<String, Object> made(String id, String kind, Map<String, ?> fields) {
        Map<String, Object> made = new ConcurrentHashMap<>();
        made.put("id", id);
        made.put("object", kind);
        made.put("livemode", false);
        made.put("created", System.currentTimeMillis() / 1000);
        made.putAll(fields);
        return made;
    }

    private void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String path = uri.getPath().substring("/v1/".length());
        try {
            held.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        boolean lost = away || losing;
        @Nullable
        Object done =
                away ? null : found(exchange, path, form, form(Objects.requireNonNullElse(uri.getRawQuery(), "")));
        @Nullable Object body = lost ? null : done;
        byte[] json = TestApi.JSON.writeValueAsBytes(
                body != null
                        ? body
                        : Map.of(
                                "error",
                                Map.of("type", lost ? "api_error" : "invalid_request_error", "message", "none")));
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(
                body == StripeLists.CONFLICT ? 400 : body != null ? 200 : lost ? 500 : 404, json.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(json);
        }
    }

    private @Nullable Object found(
            HttpExchange exchange, String path, Map<String, String> form, Map<String, String> query) {
        if (exchange.getRequestMethod().equals("POST")) {
            String key = Objects.requireNonNullElse(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"), "none " + next.incrementAndGet());
            if (!sent.computeIfAbsent(key, absent -> form).equals(form)) {
                return StripeLists.CONFLICT;
            }
            return refusesToCancel(path) ? null : answers.computeIfAbsent(key, absent -> creation.of(path, form));
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (objects.containsKey(last)) {
            fetched.merge(last, 1, Integer::sum);
            return lists.expanded(object(last), "product", query);
        }
        return lists.page(path, events, query);
    }

    /** What is paid, or about to be, cannot be cancelled any more. */
    private boolean refusesToCancel(String path) {
        String[] names = path.split("/");
        return path.endsWith("/cancel")
                && List.of("succeeded", "processing", "canceled").contains(text(names[names.length - 2], "status"));
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
