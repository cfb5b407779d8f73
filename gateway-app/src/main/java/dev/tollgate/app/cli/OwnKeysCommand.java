package dev.tollgate.app.cli;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.ledger.ownkey.KeysetText;
import dev.tollgate.ledger.ownkey.OwnKeyStore;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tollgate own-keys …}: the keyset that seals accounts' own provider keys, and its exchange. */
@Command(
        name = "own-keys",
        description = "Works on the keyset (TOLLGATE_OWN_KEYS) that seals accounts' own provider keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(new | add | promote | reseal | retire)",
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {
            "",
            "To exchange a key: add, and give the result to all gateways; promote, and give it to all; reseal; retire,"
                    + " and give it to all.",
            "Exit codes: 0 done, 1 no keyset or no database, 64 wrong usage."
        })
final class OwnKeysCommand {

    private static final String NAME = "TOLLGATE_OWN_KEYS";
    private static final int FAILED = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @ParentCommand
    private @Nullable TollgateCommand tollgate;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(name = "new", description = "Prints a new keyset.")
    int create() {
        return print(KeysetText.create());
    }

    @Command(name = "add", description = "Prints the keyset with one more key, which seals nothing yet.")
    int add() {
        return changed(KeysetText::withNewKey);
    }

    @Command(name = "promote", description = "Prints the keyset with its newest key as the one that seals.")
    int promote() {
        return changed(KeysetText::withNewestFirst);
    }

    @Command(name = "retire", description = "Prints the keyset with nothing but the key that seals.")
    int retire() {
        return changed(KeysetText::withoutOld);
    }

    @Command(name = "reseal", description = "Seals all stored keys anew, also beside gateways that run.")
    int reseal(@Mixin GatewayDatabase database) {
        try {
            KeySeal seal = KeySeal.of(keyset());
            long count = database.at(url -> reseal(url, seal));
            return print(count + (count == 1 ? " key was" : " keys were") + " sealed anew.");
        } catch (StartupProblem | DatabaseUnreachable | LedgerUnavailable | IllegalArgumentException problem) {
            return fail(problem.getMessage());
        }
    }

    private static long reseal(DatabaseUrl url, KeySeal seal) {
        Connections connections = new Connections(url, 1);
        try {
            return Objects.requireNonNull(
                    new OwnKeyStore(connections).reseal(seal).block(PATIENCE));
        } finally {
            connections.close().block(PATIENCE);
        }
    }

    private int changed(UnaryOperator<String> change) {
        try {
            return print(change.apply(keyset()));
        } catch (IllegalArgumentException problem) {
            return fail(problem.getMessage());
        }
    }

    private String keyset() {
        String keyset = Objects.requireNonNull(tollgate).environment().get(NAME);
        if (keyset == null || keyset.isBlank()) {
            throw new IllegalArgumentException(NAME + " is not set; it holds the keyset to work on");
        }
        return keyset;
    }

    private int print(String line) {
        Objects.requireNonNull(spec).commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private int fail(@Nullable String sentence) {
        Objects.requireNonNull(spec).commandLine().getErr().println(sentence + ".");
        return FAILED;
    }
}
