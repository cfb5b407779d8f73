package dev.tollgate.app.proof;

import dev.tollgate.app.startup.PrivateFile;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.proof.SigningKey;
import dev.tollgate.ledger.proof.Witness;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where signed heads are kept outside the database, and who signs them.
 *
 * @param statements one line each
 * @param key {@code PRIVATE_KEY} and {@code PUBLIC_KEY}, readable for its owner alone
 */
public record SignedHeads(Path statements, Path key) {

    private static final String PRIVATE_KEY = "PRIVATE_KEY";
    private static final String PUBLIC_KEY = "PUBLIC_KEY";

    /** As they lie in a data folder if nothing else is set. */
    public static SignedHeads in(Path folder) {
        return new SignedHeads(folder.resolve("signed-heads"), folder.resolve("signing-key.env"));
    }

    /** The kept key, or a new one that is kept from now on. */
    SigningKey signingKey() {
        Optional<String> kept = PrivateFile.read(key, PRIVATE_KEY);
        if (kept.isEmpty()) {
            SigningKey made = SigningKey.generate();
            Map<String, String> values = new LinkedHashMap<>();
            values.put(PUBLIC_KEY, made.publicKey());
            values.put(PRIVATE_KEY, made.privateKey());
            PrivateFile.write(key, values);
            return made;
        }
        try {
            return SigningKey.of(kept.get(), publicKey().orElse(""));
        } catch (IllegalArgumentException wrong) {
            throw new StartupProblem("The file " + key + " has no signing key: " + wrong.getMessage() + ".", wrong);
        }
    }

    private Optional<String> publicKey() {
        return PrivateFile.read(key, PUBLIC_KEY);
    }

    /**
     * What a gateway compares the database with. Where nobody said which keys may sign, other gateways on the database may,
     * each with its own; that its own statements are there and unchanged it sees from its file.
     */
    Witness witness(Set<String> trustedKeys) {
        return trustedKeys.isEmpty() ? Witness.of(Set.of(), statements) : ownWitness(trustedKeys);
    }

    /** The same where only this folder's key, and the trusted ones, may have signed. */
    public Witness ownWitness(Set<String> trustedKeys) {
        Set<String> keys = new HashSet<>(trustedKeys);
        publicKey().ifPresent(keys::add);
        return Witness.of(keys, statements);
    }
}
