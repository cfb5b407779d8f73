package dev.tollgate.simulator.stripe;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook endpoint that reads each event as the official client does, and answers as it is told. */
final class WebhookReceiver implements AutoCloseable {
    static final String SECRET = "whsec_of_the_tests";

    private static final int BAD_REQUEST = 400;

    final List<Event> events = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    WebhookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = status(body, exchange.getRequestHeaders().getFirst("Stripe-Signature"));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** Answers the next events with these statuses, later ones with 200. */
    void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    List<String> types() {
        return events.stream().map(Event::getType).toList();
    }

    private int status(String body, String signature) {
        try {
            events.add(Webhook.constructEvent(body, signature, SECRET));
        } catch (SignatureVerificationException e) {
            return BAD_REQUEST;
        }
        Integer told = answers.poll();
        return told == null ? 200 : told;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
