package dev.tollgate.app.cli;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.analytics.RollupRebuild;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tollgate usage rebuild}: makes the sums anew from the log, also beside a gateway that runs on it. */
@Command(
        name = "rebuild",
        description = "Makes the sums of the usage log anew, a day after the other.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 done, 1 the database cannot be used, 64 wrong usage."})
final class RebuildCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Mixin
    private GatewayDatabase database = new GatewayDatabase();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            RollupRebuild.Result result = database.at(url -> rebuild(url, out));
            out.println("The sums of " + result.days() + " days are as the log says, up to " + result.rolledTo() + ".");
            out.flush();
            return 0;
        } catch (StartupProblem | DatabaseUnreachable | IllegalArgumentException problem) {
            spec.commandLine().getErr().println(problem.getMessage());
            return FAILED;
        }
    }

    private static RollupRebuild.Result rebuild(DatabaseUrl url, PrintWriter out) {
        return new RollupRebuild(url).run(day -> {
            out.println(day);
            out.flush();
        });
    }
}
