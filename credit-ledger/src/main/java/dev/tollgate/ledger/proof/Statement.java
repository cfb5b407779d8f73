package dev.tollgate.ledger.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A signed statement about the last entries of all wallets; docs/ledger.md tells its form. One statement names the wallets
 * that have moved since the statement before, and contains that one's hash.
 *
 * @param micros when it was made, by the database's clock, since 1970
 * @param heads how many wallets it names
 * @param digest of them, see {@link Digest}
 */
record Statement(long n, long micros, long heads, byte[] digest, byte[] previous, byte[] publicKey, byte[] signature) {

    static final String QUERY =
            "SELECT n, at, heads, digest, previous, public_key, signature FROM head_signature ORDER BY n";

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] NOTHING = new byte[0];

    /** What is signed of heads: SHA-256 over wallet and number as eight bytes each, and hash, in the order of wallets. */
    static final class Digest {

        private final MessageDigest sha256 = sha256();
        long heads;

        void add(long wallet, long seq, byte[] chain) {
            heads++;
            sha256.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(wallet)
                    .putLong(seq)
                    .flip());
            sha256.update(chain);
        }

        byte[] value() {
            return sha256.digest();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Statement read(CopyRows row) {
        return new Statement(
                row.number(), row.micros(), row.number(), row.bytes(), row.bytes(), row.bytes(), row.bytes());
    }

    static Statement signed(long n, long micros, Digest digest, byte[] previous, SigningKey key) {
        Statement draft = new Statement(
                n, micros, digest.heads, digest.value(), previous, HEX.parseHex(key.publicKey()), NOTHING);
        return new Statement(
                n, micros, draft.heads, draft.digest, previous, draft.publicKey, key.sign(utf8(draft.text())));
    }

    /** What is signed. */
    private String text() {
        return n + "|" + micros + "|" + heads + "|" + HEX.formatHex(digest) + "|" + HEX.formatHex(previous);
    }

    /** As it stands in the file outside the database. */
    String line() {
        return text() + "|" + signer() + "|" + HEX.formatHex(signature);
    }

    String signer() {
        return HEX.formatHex(publicKey);
    }

    boolean isSigned() {
        return SigningKey.isSignedBy(publicKey, utf8(text()), signature);
    }

    /** What the next statement contains of this one. */
    byte[] hash() {
        return sha256().digest(utf8(text()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
