package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of entries: between which accounts they may move, and what they are about. What an entry does to its wallet's
 * figures follows from its accounts alone. An account that ends in {@code :} stands for all that begin so.
 */
enum Kind {
    GRANT(List.of("issued:"), List.of("wallet"), About.GRANT),
    REPAY(List.of("wallet"), List.of("debt"), About.GRANT),
    SPEND(List.of("wallet"), List.of("revenue"), About.USAGE),
    CAPTURE(List.of("wallet", "debt"), List.of("revenue"), About.USAGE),
    RELEASE(List.of("wallet"), List.of("revenue"), About.USAGE),
    EXPIRE(List.of("wallet"), List.of("breakage"), About.GRANT_OR_USAGE),
    REFUND(List.of("revenue"), List.of("wallet"), About.GRANT),
    ADJUST(List.of("wallet", "debt"), List.of("issued:adjustment"), About.CORRECTION),
    REVERSE(List.of("wallet", "debt"), List.of("issued:"), About.CORRECTION),
    FREEZE(List.of("wallet"), List.of("frozen"), About.NOTHING),
    UNFREEZE(List.of("frozen"), List.of("wallet"), About.NOTHING),
    DAILY(List.of("issued:daily_free"), List.of("daily"), About.NOTHING);

    /** Whose hash an entry's document is. */
    enum About {
        GRANT,
        USAGE,
        GRANT_OR_USAGE,
        CORRECTION,
        /** Its reference says all. */
        NOTHING
    }

    private static final Kind[] ALL = values();

    final About about;
    private final byte[] name = utf8(name().toLowerCase(Locale.ROOT));
    private final byte[][] from;
    private final byte[][] to;

    Kind(List<String> from, List<String> to, About about) {
        this.from = from.stream().map(Kind::utf8).toArray(byte[][]::new);
        this.to = to.stream().map(Kind::utf8).toArray(byte[][]::new);
        this.about = about;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static @Nullable Kind named(byte[] name) {
        for (Kind kind : ALL) {
            if (Arrays.equals(kind.name, name)) {
                return kind;
            }
        }
        return null;
    }

    /** Whether a grant's credits arrive by it. */
    boolean gives() {
        return this == GRANT || this == REFUND;
    }

    /** Whether it may have this amount: some only tie a document to the journal, others always move something. */
    boolean mayMove(long amount) {
        return switch (this) {
            case RELEASE, FREEZE, UNFREEZE, DAILY -> amount == 0;
            case CAPTURE, SPEND -> amount >= 0;
            default -> amount > 0;
        };
    }

    boolean mayBeBetween(byte[] source, byte[] target) {
        return anyOf(from, source) && anyOf(to, target);
    }

    private static boolean anyOf(byte[][] allowed, byte[] account) {
        for (byte[] one : allowed) {
            if (Arrays.equals(one, account) || isClass(one) && isMember(one, account)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isClass(byte[] account) {
        return account[account.length - 1] == ':';
    }

    /** A | in a name would make it possible to read an entry's line in two ways. */
    private static boolean isMember(byte[] of, byte[] account) {
        if (account.length <= of.length || !Arrays.equals(of, 0, of.length, account, 0, of.length)) {
            return false;
        }
        for (byte letter : account) {
            if (letter == '|') {
                return false;
            }
        }
        return true;
    }
}
