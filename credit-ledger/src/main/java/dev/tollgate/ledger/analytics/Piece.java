package dev.tollgate.ledger.analytics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A part of a time, whose sums are read from those of one grain: those that begin in it. */
record Piece(Grain grain, Instant from, Instant to) {

    /**
     * A time as as few sums as there are: the longest in the middle, shorter ones at both ends. A day or part that has begun
     * may be the last one, where the time goes on behind what it has.
     *
     * @param grains that may be used, the longest first; the last one is read whatever is rolled up
     * @param rolledTo up to when there are the others
     */
    static List<Piece> of(Instant from, Instant to, List<Grain> grains, Instant rolledTo) {
        List<Piece> pieces = new ArrayList<>();
        cover(pieces, from, to, grains, rolledTo);
        return pieces;
    }

    private static void cover(List<Piece> pieces, Instant from, Instant to, List<Grain> grains, Instant rolledTo) {
        if (!from.isBefore(to)) {
            return;
        }
        Grain grain = grains.get(0);
        List<Grain> shorter = grains.subList(1, grains.size());
        if (shorter.isEmpty()) {
            pieces.add(new Piece(grain, from, to));
            return;
        }
        Instant first = grain.ceiling(from);
        Instant end = to.isBefore(rolledTo) ? grain.floor(to) : rolledTo;
        if (!first.isBefore(end)) {
            cover(pieces, from, to, shorter, rolledTo);
            return;
        }
        cover(pieces, from, first, shorter, rolledTo);
        pieces.add(new Piece(grain, first, end));
        cover(pieces, end, to, shorter, rolledTo);
    }
}
