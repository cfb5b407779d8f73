package dev.tollgate.ledger.key;

/**
 * A key in clear, which is shown this once: only its hash is kept.
 *
 * @param id of the key that it is a secret of
 */
public record NewSecret(String id, String key) {

    @Override
    public String toString() {
        return "NewSecret[" + id + "]";
    }
}
