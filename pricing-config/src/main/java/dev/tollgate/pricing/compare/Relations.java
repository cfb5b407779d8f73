package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.TokenKind;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A kind of tokens that costs the same as plain input or plain output, before and after, is told by that one: most books
 * give a price to few of the kinds, and the others follow.
 */
final class Relations {

    private static final Map<String, TokenKind> KINDS =
            Arrays.stream(TokenKind.values()).collect(Collectors.toMap(TokenKind::jsonName, Function.identity()));

    private Relations() {}

    /** Whether the change of this kind is that of its relation. */
    static boolean tell(String kind, Map<String, ?> before, Map<String, ?> after) {
        String told = of(kind);
        return !told.equals(kind)
                && Objects.equals(before.get(kind), before.get(told))
                && Objects.equals(after.get(kind), after.get(told));
    }

    /** The kind itself where it has no relation. */
    static String of(String kind) {
        int tier = kind.indexOf('>');
        TokenKind own = KINDS.get(tier < 0 ? kind : kind.substring(0, tier));
        if (own == null) {
            return kind;
        }
        TokenKind relation = own.isInput() ? TokenKind.INPUT : TokenKind.OUTPUT;
        return relation.jsonName() + (tier < 0 ? "" : kind.substring(tier));
    }
}
