package dev.tollgate.pricing;

/** Names with {@code *}, which stands for any characters. */
final class Wildcards {

    private Wildcards() {}

    static boolean matches(String pattern, String name) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(name);
        }
        String[] parts = pattern.split("\\*", -1);
        int last = parts.length - 1;
        if (!name.startsWith(parts[0]) || name.length() < parts[0].length() + parts[last].length()) {
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
        return name.endsWith(parts[last]) && name.length() - parts[last].length() >= at;
    }
}
