package dev.tollgate.simulator.stripe;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.node.ObjectNode;

/**
 * An HTTP server on 127.0.0.1 that answers as Stripe does, for one account in test mode whose state is in memory. Point
 * the official client's API base at {@link #url()}. It takes any key {@code sk_test_…}, delivers signed webhooks, has
 * pages for checkout and the portal, and a clock that can be moved. Safe for use by many threads.
 *
 * <p>Parameters are checked against Stripe's published description where that is found; see docs/simulators.md.
 */
public final class StripeSimulator implements AutoCloseable {
    /** The version of the API that its objects and events have: that of the official client in the project's pom. */
    public static final String API_VERSION = "2026-07-29.dahlia";

    /** A key that it takes. */
    public static final String KEY = "sk_test_simulator";

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final LoopResources threads = LoopResources.create("stripe-simulator");
    private final Webhooks webhooks = new Webhooks(this::event, this::delivered);
    private final Account account = new Account(this::url, webhooks::happened);
    private final Renewals renewals = new Renewals(account);
    private final Faults faults = new Faults();
    private final RequestHistory history = new RequestHistory();
    private final StripeServer answering;
    private final DisposableServer server;

    private StripeSimulator(int port, ParameterCheck check) {
        new WebhookEndpoints(account, webhooks).routes(account.routes());
        Pages pages = new Pages(account, new Shopper(account));
        StripeServer answers =
                new StripeServer(new StripeApi(account, check), new ControlApi(this), pages, faults, history);
        answering = answers;
        try {
            server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(port)
                    .runOn(threads)
                    .doOnConnection(connection -> connections.add(connection.channel()))
                    .handle(answers::answer)
                    .bindNow();
        } catch (RuntimeException e) {
            threads.disposeLater(Duration.ZERO, CLOSE_WITHIN).block();
            throw e;
        }
    }

    /**
     * Starts a simulator; it listens when this returns. Calls are checked against Stripe's published description, if
     * that is found.
     *
     * @param port the port on 127.0.0.1; 0 = a free one
     * @throws reactor.netty.ChannelBindException if the port is taken
     */
    public static StripeSimulator start(int port) {
        return new StripeSimulator(
                port, new ParameterCheck(PublishedDescription.find().orElse(null)));
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Its address without a path and without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Endpoints, and how events get there. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** The person before the checkout page. */
    public Shopper shopper() {
        return new Shopper(account);
    }

    /** The account's owner, and the banks. */
    public Dashboard dashboard() {
        return new Dashboard(account);
    }

    /** Lets the next calls that it fits go wrong; faults added before come first. */
    public void fault(StripeFault fault) {
        faults.add(fault);
    }

    /** Forgets the faults that no call has had yet. */
    public void clearFaults() {
        faults.clear();
    }

    /** The time in the account. */
    public Instant now() {
        synchronized (account) {
            return account.clock().now();
        }
    }

    /** Moves the account's clock ahead; renewals, ends and retries on the way happen, each at its time. */
    public void advance(Duration by) {
        synchronized (account) {
            renewals.advance(by);
        }
    }

    /** The last 1000 calls of the API, oldest first. */
    public List<StripeRequest> received() {
        return history.all();
    }

    /** An object of the account as JSON, such as a charge by its id; empty if there is none. */
    public String object(String id) {
        synchronized (account) {
            ObjectNode found = account.store().find(id);
            return found == null ? "" : Json.write(found);
        }
    }

    /** All events so far, their types by their ids, oldest first. */
    public Map<String, String> events() {
        synchronized (account) {
            Map<String, String> types = new LinkedHashMap<>();
            account.events().all().forEach(event -> types.put(Json.need(event, "id"), Json.need(event, "type")));
            return types;
        }
    }

    /** Completes when the server is closed. */
    Mono<Void> onClose() {
        return server.onDispose();
    }

    /** Closes the port, all connections and the threads. Blocks for up to some seconds; not for event loops. */
    @Override
    public void close() {
        webhooks.close();
        server.disposeNow(CLOSE_WITHIN);
        connections.close().awaitUninterruptibly(CLOSE_WITHIN.toMillis());
        answering.close();
        threads.disposeLater(Duration.ZERO, CLOSE_WITHIN).block(CLOSE_WITHIN.plusSeconds(1));
    }

    private ObjectNode event(String id) {
        synchronized (account) {
            return account.events().need(id).deepCopy();
        }
    }

    private void delivered(String id) {
        synchronized (account) {
            account.events().delivered(id);
        }
    }
}
