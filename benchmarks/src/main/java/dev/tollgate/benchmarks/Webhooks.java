package dev.tollgate.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends signed webhooks at a fixed pace, whether or not the earlier ones are answered, and measures each from the time at which
 * it was due. Arguments: gateway, key, admin key, secret, simulator, webhooks, a second, purchases, webhooks to warm up. Prints
 * percentiles, and how long after the last one everything was worked on.
 */
final class Webhooks {

    private static final Pattern SESSION = Pattern.compile("\"session\":\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String gateway;
    private final String secret;
    private final ConcurrentSkipListMap<Integer, Integer> refused = new ConcurrentSkipListMap<>();
    private int sent;

    private Webhooks(String gateway, String secret) {
        this.gateway = gateway;
        this.secret = secret;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Webhooks run = new Webhooks(arguments[0], arguments[3]);
        int pace = Integer.parseInt(arguments[6]);
        List<String> sessions = run.buy(arguments[1], arguments[4], Integer.parseInt(arguments[7]));
        run.send(sessions, Integer.parseInt(arguments[8]), pace);
        run.awaitWorked(arguments[2]);
        run.refused.clear();
        long[] took = run.send(sessions, Integer.parseInt(arguments[5]), pace);
        long worked = run.awaitWorked(arguments[2]);
        Arrays.sort(took);
        System.out.println(String.format(
                "%d webhooks at %d/s   p50 %.1f ms   p99 %.1f ms   most %.1f ms   refused %s   worked on %.1f s later",
                took.length,
                pace,
                took[took.length / 2] / 1e6,
                took[took.length - 1 - took.length / 100] / 1e6,
                took[took.length - 1] / 1e6,
                run.refused.isEmpty() ? "none" : run.refused,
                worked / 1e9));
    }

    private List<String> buy(String key, String simulator, int purchases) throws IOException, InterruptedException {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < purchases; i++) {
            Matcher session = SESSION.matcher(post(gateway + "/api/credits/checkout", key, "{\"amount\":\"10\"}"));
            if (!session.find()) {
                throw new IllegalStateException("no checkout was opened");
            }
            sessions.add(session.group(1));
            post(simulator + "/simulator/checkout/pay", key, "{\"session\":\"" + session.group(1) + "\"}");
        }
        return sessions;
    }

    private String post(String url, String key, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private long[] send(List<String> sessions, int webhooks, int pace) {
        long[] took = new long[webhooks];
        List<CompletableFuture<?>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < webhooks; i++) {
            int n = i;
            long due = start + i * 1_000_000_000L / pace;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            answers.add(http.sendAsync(event(sessions.get(i % sessions.size())), HttpResponse.BodyHandlers.discarding())
                    .thenAccept(answer -> {
                        took[n] = System.nanoTime() - due;
                        if (answer.statusCode() != 200) {
                            refused.merge(answer.statusCode(), 1, Integer::sum);
                        }
                    }));
        }
        answers.forEach(CompletableFuture::join);
        return took;
    }

    private HttpRequest event(String session) {
        long now = System.currentTimeMillis() / 1000;
        String body = "{\"id\":\"evt_bench_" + sent++
                + "\",\"object\":\"event\",\"type\":\"checkout.session.completed\","
                + "\"created\":" + now + ",\"api_version\":\"none\",\"livemode\":false,\"data\":{\"object\":{\"id\":\""
                + session + "\",\"object\":\"checkout.session\",\"padding\":\"" + "x".repeat(3000) + "\"}}}";
        return HttpRequest.newBuilder(URI.create(gateway + "/api/webhooks/stripe"))
                .header("content-type", "application/json")
                .header("stripe-signature", "t=" + now + ",v1=" + hmac(now + "." + body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Nanoseconds until nothing is new in the inbox. */
    private long awaitWorked(String adminKey) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/api/billing/webhooks?state=new&limit=1"))
                .header("x-admin-key", adminKey)
                .build();
        while (!http.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("\"webhooks\":[]")) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("the worker does not keep up");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return System.nanoTime() - start;
    }
}
