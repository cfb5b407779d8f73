package dev.tollgate.filter.dialect.gemini;

/** Gemini takes every key in two spellings: {@code maxOutputTokens} and {@code max_output_tokens}. */
final class Camel {

    private Camel() {}

    /** The first of the two, of a key or of a path of keys. */
    static String of(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder(name.length());
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (letter == '_') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(letter) : letter);
                upper = false;
            }
        }
        return camel.toString();
    }
}
