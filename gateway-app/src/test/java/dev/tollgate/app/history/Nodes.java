package dev.tollgate.app.history;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.simulator.fault.TcpFaultProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Two nodes, each with a line of its own to the database; and what can happen to them. */
final class Nodes implements AutoCloseable {

    private static final int ANSWERS = 40;

    /** A node and its line. */
    private static final class Place {
        final TcpFaultProxy line;
        final String url;
        volatile NodeProcess node;

        Place(DatabaseUrl database) throws IOException {
            line = TcpFaultProxy.start(database.host(), database.port());
            url = "r2dbc:postgresql://" + database.user()
                    + (database.password() == null ? "" : ":" + database.password()) + "@127.0.0.1:" + line.port() + "/"
                    + database.database();
            node = NodeProcess.start(url);
        }

        NodeProcess node() {
            return node;
        }
    }

    private final List<Place> places = new ArrayList<>();
    private final Random random;

    Nodes(DatabaseUrl database, Random random) throws IOException {
        this.random = random;
        places.add(new Place(database));
        places.add(new Place(database));
    }

    List<Supplier<NodeProcess>> nodes() {
        return places.stream().<Supplier<NodeProcess>>map(place -> place::node).toList();
    }

    /** Something happens to one of the two, while the clients go on, and is over. */
    void trouble(int number, History history) throws IOException, InterruptedException {
        Place place = places.get(random.nextInt(places.size()));
        switch (number % 6) {
            case 0 -> place.line.dropReplies();
            case 1 -> place.line.reset();
            case 2 -> place.line.cutAfterBytes(random.nextInt(4000));
            case 3 -> place.line.delay(Duration.ofMillis(random.nextInt(300)));
            case 4 -> place.node.kill();
            default -> place.line.blackHole();
        }
        history.awaitMore(ANSWERS);
        place.line.closeAll();
        place.line.pass();
        if (!place.node.isAlive()) {
            place.node = NodeProcess.start(place.url);
        }
        history.awaitMore(ANSWERS);
    }

    /** Ends the nodes, which write first what still waits; a line is cut after its node. */
    @Override
    public void close() throws IOException {
        for (Place place : places) {
            place.node.close();
            place.line.close();
        }
    }
}
