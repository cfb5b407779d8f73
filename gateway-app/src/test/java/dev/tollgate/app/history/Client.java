package dev.tollgate.app.history;

import dev.tollgate.app.history.Operation.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Spends credits of a few wallets, on whichever node is there, and asks half of what it does not know again. */
final class Client {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long CREDIT = 1_000_000_000;

    private final History history;
    private final List<Supplier<NodeProcess>> nodes;
    private final List<Long> wallets;
    private final Random random;

    Client(History history, List<Supplier<NodeProcess>> nodes, List<Long> wallets, Random random) {
        this.history = history;
        this.nodes = nodes;
        this.wallets = wallets;
        this.random = random;
    }

    void run(BooleanSupplier stopped) {
        while (!stopped.getAsBoolean()) {
            long wallet = wallets.get(random.nextInt(wallets.size()));
            int kind = random.nextInt(20);
            if (kind < 2) {
                ask(new Operation(Kind.GRANT, wallet, id(), 50 * CREDIT));
            } else if (kind < 4) {
                ask(new Operation(Kind.BALANCE, wallet, id(), 0));
            } else if (kind < 9) {
                ask(new Operation(Kind.SPEND, wallet, id(), (1 + random.nextInt(5)) * CREDIT));
            } else {
                call(wallet);
            }
        }
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private NodeProcess node() {
        NodeProcess one = nodes.get(random.nextInt(nodes.size())).get();
        return one.isAlive()
                ? one
                : nodes.stream()
                        .map(Supplier::get)
                        .filter(NodeProcess::isAlive)
                        .findAny()
                        .orElse(one);
    }

    private CompletableFuture<Call> ask(NodeProcess node, Operation operation) {
        return history.ask(node, operation, PATIENCE);
    }

    private Call ask(Operation operation) {
        Call call = ask(node(), operation).join();
        return call.answer().isKnown() || random.nextBoolean()
                ? call
                : ask(node(), operation).join();
    }

    /** A call that costs as much as was held, less, more or nothing; or that two nodes end at once; or never ends. */
    private void call(long wallet) {
        String id = id();
        long amount = (1 + random.nextInt(12)) * CREDIT;
        Call held = ask(new Operation(Kind.HOLD, wallet, id, amount));
        if (held.answer().isKnown() && !held.isDone()) {
            return;
        }
        Operation capture = new Operation(Kind.CAPTURE, wallet, id, Math.max(CREDIT, amount * random.nextInt(4) / 2));
        Operation release = new Operation(Kind.RELEASE, wallet, id, 0);
        int end = random.nextInt(12);
        if (end < 6) {
            ask(capture);
        } else if (end < 8) {
            ask(release);
        } else if (end < 11) {
            CompletableFuture<Call> first = ask(node(), capture);
            ask(node(), random.nextBoolean() ? capture : release).join();
            first.join();
        }
    }
}
