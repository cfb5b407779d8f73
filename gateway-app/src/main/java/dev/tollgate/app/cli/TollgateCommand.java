package dev.tollgate.app.cli;

import dev.tollgate.app.Gateway;
import dev.tollgate.app.Settings;
import dev.tollgate.app.StartupProblem;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate [serve]}: runs the gateway until the process is told to end. */
@Command(
        name = "tollgate",
        description = "A credit gateway: meters calls to paid APIs and debits a double-entry ledger.",
        mixinStandardHelpOptions = true,
        version = "Tollgate 0.1.0",
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 fine, 1 cannot start, 64 wrong usage."})
public final class TollgateCommand implements Callable<Integer> {

    static final int WRONG_USAGE = 64;
    private static final int CANNOT_START = 1;

    @Parameters(
            arity = "0..1",
            paramLabel = "serve",
            description = "Use the real providers of the pricing file. Left out: the demo, with a simulated provider.")
    private @Nullable String mode;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (${DEFAULT-VALUE}).")
    private String bind = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Folder for all that is kept (./${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--db",
            paramLabel = "URL",
            description =
                    "PostgreSQL to use, r2dbc:postgresql://user:password@host:port/database; otherwise one is embedded.")
    private @Nullable String database;

    @Option(names = "--pricing", paramLabel = "FILE", description = "Pricing file; it decides the providers.")
    private @Nullable Path pricing;

    @Option(names = "--env-file", paramLabel = "PATH", description = "Write address and keys there when ready.")
    private @Nullable Path envFile;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TollgateCommand()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (mode != null && !mode.equals("serve")) {
            throw new CommandLine.ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "Unknown command '" + mode + "'; the only one is serve.");
        }
        Settings settings = new Settings(
                mode == null,
                bind,
                port,
                data,
                Optional.ofNullable(database),
                Optional.ofNullable(pricing),
                Optional.ofNullable(envFile));
        CountDownLatch closed = new CountDownLatch(1);
        try {
            Gateway gateway = Gateway.start(settings, System.getenv());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                gateway.close();
                closed.countDown();
            }));
            System.out.println(Greeting.of(gateway, settings.demo()));
        } catch (StartupProblem problem) {
            System.err.println(problem.getMessage());
            return CANNOT_START;
        }
        closed.await();
        return 0;
    }
}
