package dev.tollgate.simulator.stripe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** In which order, how often and how fast events are delivered, and which are lost. */
public final class DeliveryPlan {
    private final UnaryOperator<List<ObjectNode>> arrangement;
    private final Duration pause;

    private DeliveryPlan(UnaryOperator<List<ObjectNode>> arrangement, Duration pause) {
        this.arrangement = arrangement;
        this.pause = pause;
    }

    /** Each event once, as it happened. */
    public static DeliveryPlan inOrder() {
        return new DeliveryPlan(events -> events, Duration.ZERO);
    }

    /** The last one first. */
    public DeliveryPlan reversed() {
        return then(events -> {
            List<ObjectNode> reversed = new ArrayList<>(events);
            Collections.reverse(reversed);
            return reversed;
        });
    }

    /** In a random order that the seed decides. */
    public DeliveryPlan shuffled(long seed) {
        return then(events -> {
            List<ObjectNode> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, new Random(seed));
            return shuffled;
        });
    }

    /** Those at these positions, from 0, in this order. A position may come twice; one that does not come is lost. */
    public DeliveryPlan order(int... positions) {
        return then(events -> IntStream.of(positions).mapToObj(events::get).toList());
    }

    /** The events with these ids, in this order. */
    public DeliveryPlan ids(List<String> wanted) {
        return then(events -> {
            List<ObjectNode> found = new ArrayList<>();
            for (String id : wanted) {
                events.stream().filter(event -> Json.is(event, "id", id)).forEach(found::add);
            }
            return found;
        });
    }

    /** Each event so many times, one right after the other. */
    public DeliveryPlan times(int count) {
        return then(events -> events.stream()
                .flatMap(event -> Collections.nCopies(count, event).stream())
                .toList());
    }

    /** Without the events of a type, which may end in a star. They are lost, as far as this plan goes. */
    public DeliveryPlan without(String type) {
        return then(events -> events.stream()
                .filter(event -> !EventLog.matches(type, Json.need(event, "type")))
                .toList());
    }

    /** With a pause before each delivery. */
    public DeliveryPlan pause(Duration before) {
        return new DeliveryPlan(arrangement, before);
    }

    List<ObjectNode> arrange(List<ObjectNode> events) {
        return arrangement.apply(events);
    }

    Duration pause() {
        return pause;
    }

    private DeliveryPlan then(UnaryOperator<List<ObjectNode>> next) {
        return new DeliveryPlan(events -> next.apply(arrangement.apply(events)), pause);
    }
}
