package dev.tollgate.filter.denial;

import java.util.Optional;

/**
 * A provider keeps no such object for the caller: there is none, or it is somebody else's, or another key of the account
 * has made it and this one is restricted. Nobody is told which.
 *
 * @param field where the request names it
 */
public record UnknownObject(String field, String id) implements Denial {
    private static final int LONGEST_FIELD = 200;
    private static final int LONGEST_ID = 100;

    @Override
    public DenialCode code() {
        return DenialCode.OBJECT_NOT_FOUND;
    }

    @Override
    public String message() {
        return "'" + shown(field, LONGEST_FIELD) + "' names \"" + shown(id, LONGEST_ID)
                + "\", which is nothing that you have made through this gateway in the last thirty days. Send the"
                + " content itself, make the object by a call through this gateway, or call with your own provider"
                + " key.";
    }

    /** Half a character, which a text may have at its end then, cannot be written. */
    private static String shown(String text, int most) {
        String cut = text.length() > most ? text.substring(0, most) + "…" : text;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
    }

    @Override
    public Optional<String> param() {
        return Optional.of(shown(field, LONGEST_FIELD));
    }
}
