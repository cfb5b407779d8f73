package dev.tollgate.ledger.account;

/**
 * A new API key, shown this once: only its hash is kept.
 *
 * @param key the key in clear
 * @param prefix its first characters, by which people tell keys apart
 */
public record IssuedKey(long id, String key, String prefix) {

    @Override
    public String toString() {
        return "IssuedKey[" + prefix + "…]";
    }
}
