package dev.tollgate.app.cli;

import dev.tollgate.app.Gateway;
import dev.tollgate.app.Settings;
import dev.tollgate.app.startup.StartupProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
        subcommands = {
            LedgerCommand.class,
            PricingCommand.class,
            UsageCommand.class,
            BillingCommand.class,
            OwnKeysCommand.class
        },
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {"", "Exit codes: 0 fine, 1 cannot start, 64 wrong usage."})
public final class TollgateCommand implements Callable<Integer> {

    static final int WRONG_USAGE = 64;
    private static final int CANNOT_START = 1;
    private static final int HIGHEST_PORT = 65535;

    @Parameters(
            arity = "0..1",
            paramLabel = "serve",
            description = "Use the real providers of the pricing file. Left out: the demo, with a simulated provider.")
    private @Nullable String mode;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on (${DEFAULT-VALUE}); 0 takes any free one.")
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

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "Redis in which several gateways count rate limits together, redis://user:password@host:port;"
                    + " also by the environment variable TOLLGATE_REDIS. Without it each counts for itself.")
    private @Nullable String redis;

    @Option(names = "--pricing", paramLabel = "FILE", description = "Pricing file; it decides the providers.")
    private @Nullable Path pricing;

    @Option(names = "--env-file", paramLabel = "PATH", description = "Write address and keys there when ready.")
    private @Nullable Path envFile;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private final Map<String, String> environment;

    private TollgateCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        System.exit(commandLine(System.getenv()).execute(args));
    }

    /** @param environment the variables of the process */
    static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new TollgateCommand(environment))
                .setParameterExceptionHandler((wrong, given) -> explain(wrong))
                .setExecutionExceptionHandler(new Refusals());
    }

    Map<String, String> environment() {
        return environment;
    }

    private static int explain(CommandLine.ParameterException wrong) {
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println(wrong.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        wrong.getCommandLine().usage(err);
        return WRONG_USAGE;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        CompletableFuture<Gateway> started = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "stop"));
        try {
            Gateway gateway = Gateway.start(settings, environment);
            started.complete(gateway);
            System.out.println(Greeting.of(
                    gateway,
                    settings,
                    !environment.getOrDefault("TOLLGATE_ADMIN_KEY", "").isBlank()));
        } catch (StartupProblem problem) {
            System.err.println(problem.getMessage());
            return CANNOT_START;
        } finally {
            started.cancel(false); // Without effect on one that has started.
        }
        new CountDownLatch(1).await(); // Until a signal ends the process.
        return 0;
    }

    /** A signal in the middle of the start waits for its end: what was started must be stopped in order. */
    private static void stop(CompletableFuture<Gateway> started) {
        try {
            started.join().close();
        } catch (CompletionException | CancellationException notStarted) {
            // A start that failed has stopped what it had started.
        }
    }

    private Settings settings() {
        if (mode != null && !mode.equals("serve")) {
            throw wrong("Unknown command '" + mode + "'; there are serve, ledger and pricing.");
        }
        if (port < 0 || port > HIGHEST_PORT) {
            throw wrong("Invalid value for option '--port': a port is a number from 0 (any free one) to 65535.");
        }
        return new Settings(
                mode == null,
                bind,
                port,
                data,
                Optional.ofNullable(database),
                Optional.ofNullable(redis).or(() -> Optional.ofNullable(environment.get("TOLLGATE_REDIS"))),
                Optional.ofNullable(pricing),
                Optional.ofNullable(envFile));
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
