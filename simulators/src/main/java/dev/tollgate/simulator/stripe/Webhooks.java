package dev.tollgate.simulator.stripe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * The deliveries of events to webhook endpoints. On its own, each event goes out at once, in order, and again when the
 * answer is not 2xx. Held ones wait for {@link #deliver}, which delivers them in any order on the caller's thread, each
 * after the answer to the one before. Safe for use by many threads.
 */
public final class Webhooks {
    private final WebhookSender sender = new WebhookSender();
    private final List<WebhookEndpoint> endpoints = new CopyOnWriteArrayList<>();
    private final List<ObjectNode> held = new ArrayList<>();
    private final List<WebhookDelivery> done = new CopyOnWriteArrayList<>();
    private final ExecutorService courier = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "stripe-simulator-webhooks");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger underway = new AtomicInteger();
    private final Function<String, ObjectNode> events;
    private final Consumer<String> delivered;
    private volatile boolean holding;
    private volatile DeliveryPlan plan = DeliveryPlan.inOrder();
    private volatile int attempts = 3;
    private volatile Duration between = Duration.ofMillis(200);

    /**
     * @param events finds an event by its id
     * @param delivered hears the id of each event that all endpoints took
     */
    Webhooks(Function<String, ObjectNode> events, Consumer<String> delivered) {
        this.events = events;
        this.delivered = delivered;
    }

    /** Adds an endpoint; the events from now on go there. */
    public void add(WebhookEndpoint endpoint) {
        endpoints.add(endpoint);
    }

    /** Forgets all endpoints. */
    public void removeEndpoints() {
        endpoints.clear();
    }

    void remove(String url) {
        endpoints.removeIf(endpoint -> endpoint.url().toString().equals(url));
    }

    /** Keeps all events from now on for {@link #deliver}. */
    public void hold() {
        holding = true;
    }

    /** Delivers the held events in order, and those to come on its own again. */
    public void release() {
        holding = false;
        takeHeld().forEach(this::submit);
    }

    /** The ids of the held events that some endpoint wants, in order. */
    public List<String> held() {
        synchronized (held) {
            return held.stream().map(event -> Json.need(event, "id")).toList();
        }
    }

    /** The types of the held events, at the same places as their ids. */
    public List<String> heldTypes() {
        synchronized (held) {
            return held.stream().map(event -> Json.need(event, "type")).toList();
        }
    }

    /** Takes the held events and delivers them as planned, each once its predecessor is answered. Blocks. */
    public List<WebhookDelivery> deliver(DeliveryPlan planned) {
        List<WebhookDelivery> all = new ArrayList<>();
        for (ObjectNode event : planned.arrange(takeHeld())) {
            pause(planned.pause());
            all.addAll(send(event));
        }
        return all;
    }

    /** Delivers an event once more, whether held, lost or delivered long ago. Blocks. */
    public List<WebhookDelivery> redeliver(String event) {
        return send(events.apply(event));
    }

    /** How events that are not held are delivered: twice, late, some types never. */
    public void automatic(DeliveryPlan planned) {
        plan = planned;
    }

    /**
     * How often an event is tried that is not answered by 2xx.
     *
     * @param count all tries, at least 1
     * @param pause between two tries, on the machine's clock
     */
    public void attempts(int count, Duration pause) {
        attempts = Math.max(1, count);
        between = pause;
    }

    /** Every try so far, oldest first. */
    public List<WebhookDelivery> deliveries() {
        return List.copyOf(done);
    }

    /** Waits until nothing is being delivered; false if that takes longer. */
    public boolean awaitQuiet(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (underway.get() > 0 && System.nanoTime() < end) {
            pause(Duration.ofMillis(5));
        }
        return underway.get() == 0;
    }

    /** Hears of each event; called with the account's monitor held, so nothing is sent here. */
    void happened(ObjectNode event) {
        boolean wanted = endpoints.stream().anyMatch(endpoint -> endpoint.wants(Json.need(event, "type")));
        if (!wanted) {
            return;
        }
        if (holding) {
            synchronized (held) {
                held.add(event);
            }
        } else {
            submit(event);
        }
    }

    void close() {
        closed.countDown();
        courier.shutdownNow();
        try {
            courier.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(ObjectNode event) {
        for (ObjectNode one : plan.arrange(List.of(event))) {
            submit(one, 1);
        }
    }

    private void submit(ObjectNode event, int attempt) {
        underway.incrementAndGet();
        try {
            courier.execute(() -> {
                try {
                    attempt(event, attempt);
                } finally {
                    underway.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            underway.decrementAndGet();
        }
    }

    /** A failed try goes to the end of the queue, so that events overtake each other as they do at Stripe. */
    private void attempt(ObjectNode event, int attempt) {
        pause(attempt == 1 ? plan.pause() : between);
        boolean taken = send(event).stream().allMatch(WebhookDelivery::succeeded);
        if (!taken && attempt < attempts) {
            submit(event, attempt + 1);
        }
    }

    private List<WebhookDelivery> send(ObjectNode event) {
        List<WebhookDelivery> tries = new ArrayList<>();
        for (WebhookEndpoint endpoint : endpoints) {
            if (endpoint.wants(Json.need(event, "type"))) {
                tries.add(sender.send(event, endpoint));
            }
        }
        done.addAll(tries);
        if (!tries.isEmpty() && tries.stream().allMatch(WebhookDelivery::succeeded)) {
            delivered.accept(Json.need(event, "id"));
        }
        return tries;
    }

    private List<ObjectNode> takeHeld() {
        synchronized (held) {
            List<ObjectNode> taken = List.copyOf(held);
            held.clear();
            return taken;
        }
    }

    /** As long as it takes an event to arrive late; the end of the simulator ends it. */
    private void pause(Duration time) {
        try {
            closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
