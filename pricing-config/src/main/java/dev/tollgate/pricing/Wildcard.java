package dev.tollgate.pricing;

/**
 * A name with {@code *}, which stands for any characters, also none. Matching takes no step back, so that no name can
 * make it slow.
 */
public final class Wildcard {

    private final String pattern;
    private final String[] parts;
    private final int literals;

    /** @param pattern a pattern without a star matches itself only */
    public Wildcard(String pattern) {
        this.pattern = pattern;
        this.parts = pattern.split("\\*", -1);
        this.literals = String.join("", parts).length();
    }

    /** How many characters it says itself: the longer of two matches says more about the name. */
    int literals() {
        return literals;
    }

    /** What every name that it matches begins with. */
    String beginning() {
        return parts[0];
    }

    public boolean matches(String name) {
        int last = parts.length - 1;
        if (last == 0) {
            return name.equals(pattern);
        }
        if (name.length() < literals || !name.startsWith(parts[0]) || !name.endsWith(parts[last])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < last; i++) {
            int found = name.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return name.length() - parts[last].length() >= at;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
