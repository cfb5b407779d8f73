package dev.tollgate.app.cli;

import dev.tollgate.app.proof.SignedHeads;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tollgate ledger verify}: proves the books, also beside a gateway that runs on them. */
@Command(
        name = "verify",
        description = "Reads all books and proves that they are right; changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 the books are right, 1 they are not or cannot be read, 64 wrong usage."})
final class VerifyCommand implements Callable<Integer> {

    private static final int BROKEN = 1;

    @Mixin
    private GatewayDatabase database = new GatewayDatabase();

    @Option(
            names = "--signed-heads",
            paramLabel = "FILE",
            description = "File of signed heads to compare with (signed-heads in the data folder).")
    private @Nullable Path signedHeads;

    @Option(
            names = "--public-key",
            paramLabel = "HEX",
            description = "Key that may have signed, beside that of the data folder; may be repeated.")
    private Set<String> keys = new HashSet<>();

    @Override
    public Integer call() {
        try {
            List<Check> checks = database.at(url -> LedgerProof.of(url, witness()));
            System.out.print(ProofTable.of(checks));
            return checks.stream().allMatch(Check::holds) ? 0 : BROKEN;
        } catch (StartupProblem | DatabaseUnreachable | IllegalArgumentException problem) {
            System.err.println(problem.getMessage());
            return BROKEN;
        }
    }

    /** A database that was named may be another gateway's than the one in the data folder. */
    private Witness witness() {
        SignedHeads usual = SignedHeads.in(database.folder());
        if (database.hasAddress()) {
            return signedHeads == null ? new Witness(keys, List.of()) : Witness.of(keys, signedHeads);
        }
        return new SignedHeads(signedHeads == null ? usual.statements() : signedHeads, usual.key()).ownWitness(keys);
    }
}
