package dev.tollgate.filter.dialect.json;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The value a walk stands at. Valid only while the visitor is told of it; a long string is decoded only if asked for. */
public final class JsonScalar {

    /** The largest count that is believed; a larger one is a provider's mistake. */
    public static final long MAX_COUNT = 1_000_000_000_000L;

    private static final int MAX_DIGITS = 18;
    private static final int AMOUNT_LENGTH = 30;
    private static final int SHOWN = 40;

    private final JsonParser parser;

    JsonScalar(JsonParser parser) {
        this.parser = parser;
    }

    public boolean isNull() {
        return is(JsonToken.VALUE_NULL);
    }

    public boolean isString() {
        return is(JsonToken.VALUE_STRING);
    }

    public boolean isTrue() {
        return is(JsonToken.VALUE_TRUE);
    }

    public boolean isFalse() {
        return is(JsonToken.VALUE_FALSE);
    }

    /** The string, or the literal of any other value. */
    public String text() {
        return parser.getString();
    }

    /** A whole number from 0 to {@link #MAX_COUNT}; empty for anything else. */
    public OptionalLong count() {
        if (!is(JsonToken.VALUE_NUMBER_INT) || parser.getStringLength() > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        long count = parser.getLongValue();
        return count < 0 || count > MAX_COUNT ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** An amount that is not negative; empty for anything else, and for one with absurdly many digits. */
    public Optional<BigDecimal> amount() {
        boolean number = is(JsonToken.VALUE_NUMBER_INT) || is(JsonToken.VALUE_NUMBER_FLOAT);
        if (!number || parser.getStringLength() > AMOUNT_LENGTH) {
            return Optional.empty();
        }
        try {
            BigDecimal amount = new BigDecimal(parser.getString());
            boolean usual = amount.signum() >= 0 && Math.abs((long) amount.scale()) <= AMOUNT_LENGTH;
            return usual ? Optional.of(amount) : Optional.empty();
        } catch (NumberFormatException exponentBeyondInt) {
            return Optional.empty();
        }
    }

    /** Where it begins in the document, in bytes; a string at its opening quote. */
    public int start() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /** As a message may show it: at most 40 characters. */
    public String shown() {
        String text = text();
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return isString() ? '"' + cut + '"' : cut;
    }

    private boolean is(JsonToken token) {
        return parser.currentToken() == token;
    }
}
