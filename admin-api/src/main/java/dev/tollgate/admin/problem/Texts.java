package dev.tollgate.admin.problem;

/** Texts that clients send. */
public final class Texts {

    private Texts() {}

    /**
     * Whether a database can keep a text as it is: no zero bytes, and no halves of characters, which would all become the
     * same question mark.
     */
    public static boolean areStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            boolean pair = Character.isHighSurrogate(letter)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (letter == 0 || Character.isSurrogate(letter) && !pair) {
                return false;
            }
            if (pair) {
                i++;
            }
        }
        return true;
    }
}
