package dev.tollgate.simulator.provider;

import java.util.ArrayList;
import java.util.List;

/**
 * What the answer says and in which pieces. {@code chunks} 0: as many as the text has; {@code chunkSize} 0: a word
 * each, else that many characters each. A text that is too short for the chunks asked for starts again.
 */
record AnswerText(String text, int chunks, int chunkSize) {
    static final String DEFAULT = "Hello from the simulator: your request arrived and this is the answer.";

    private static final int MOST = 1_000_000;

    AnswerText {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("The text of an answer has at least one character.");
        }
        if (chunks < 0 || chunkSize < 0 || (long) Math.max(1, chunks) * Math.max(1, chunkSize) > MOST) {
            throw new IllegalArgumentException(
                    "chunks and chunkSize are not below zero, and their product is at most " + MOST + ".");
        }
    }

    /** The pieces in order. */
    List<String> pieces() {
        return chunkSize == 0 ? words() : letters();
    }

    private List<String> words() {
        List<String> once = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(' ', 1); at >= 0; at = text.indexOf(' ', at + 1)) {
            once.add(text.substring(from, at));
            from = at;
        }
        once.add(text.substring(from));
        if (chunks == 0) {
            return once;
        }
        List<String> words = new ArrayList<>(chunks);
        for (int i = 0; i < chunks; i++) {
            boolean again = i >= once.size() && i % once.size() == 0;
            words.add((again ? " " : "") + once.get(i % once.size()));
        }
        return words;
    }

    private List<String> letters() {
        int[] letters = text.codePoints().toArray();
        long all = chunks == 0 ? letters.length : (long) chunks * chunkSize;
        List<String> pieces = new ArrayList<>();
        for (long from = 0; from < all; from += chunkSize) {
            StringBuilder piece = new StringBuilder(chunkSize);
            for (long at = from; at < Math.min(all, from + chunkSize); at++) {
                piece.appendCodePoint(letters[(int) (at % letters.length)]);
            }
            pieces.add(piece.toString());
        }
        return pieces;
    }
}
