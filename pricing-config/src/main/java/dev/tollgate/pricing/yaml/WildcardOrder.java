package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds wildcards that no request can reach, because another one that is tried before means all of their names. A
 * wildcard with fewer letters of its own is tried later, so only those with the very same letters can be in the way.
 */
final class WildcardOrder {

    /**
     * @param letters without its stars
     * @param stars after how many letters there is one
     */
    private record Pattern(Section.Entry entry, Findings findings, boolean denied, String letters, Set<Integer> stars) {

        boolean meansAllOf(Pattern other) {
            return letters.equals(other.letters) && stars.containsAll(other.stars);
        }
    }

    private final List<Pattern> patterns = new ArrayList<>();

    void add(Section.Entry entry, Findings findings, boolean denied) {
        Set<Integer> stars = new HashSet<>();
        StringBuilder letters = new StringBuilder();
        for (char letter : entry.key().toCharArray()) {
            if (letter == '*') {
                stars.add(letters.length());
            } else {
                letters.append(letter);
            }
        }
        if (!stars.isEmpty()) {
            patterns.add(new Pattern(entry, findings, denied, letters.toString(), stars));
        }
    }

    /** In the order of the book: of wildcards with equally many letters, those that deny come first. */
    void check() {
        List<Pattern> before = new ArrayList<>();
        for (boolean denied : new boolean[] {true, false}) {
            for (Pattern pattern : patterns) {
                if (pattern.denied() == denied) {
                    before.stream()
                            .filter(earlier -> earlier.meansAllOf(pattern))
                            .findFirst()
                            .ifPresent(earlier -> tell(pattern, earlier));
                    before.add(pattern);
                }
            }
        }
    }

    private static void tell(Pattern pattern, Pattern earlier) {
        pattern.findings()
                .add(
                        pattern.entry().keyNode(),
                        quoted(pattern.entry().key()) + " is never reached, "
                                + quoted(earlier.entry().key())
                                + " means all of its names and counts before it; remove one of them");
    }
}
