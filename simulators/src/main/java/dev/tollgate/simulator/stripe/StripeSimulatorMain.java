package dev.tollgate.simulator.stripe;

import java.io.PrintStream;
import reactor.netty.ChannelBindException;

/**
 * Runs the Stripe simulator alone, until it is interrupted: {@code StripeSimulatorMain --port=N --webhook=URL
 * --secret=whsec_…} (port 8098 by default; without a webhook nothing is delivered).
 */
public final class StripeSimulatorMain {
    private static final String DEFAULT_SECRET = "whsec_simulator";

    private StripeSimulatorMain() {}

    /** What the command line says. */
    record Options(int port, String webhook, String secret) {}

    /** Starts the simulator, prints its address and stays; ends with exit code 1 and one sentence if it cannot. */
    public static void main(String[] arguments) {
        try {
            run(options(arguments), System.out);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static Options options(String... arguments) {
        Options options = new Options(8098, "", DEFAULT_SECRET);
        for (String argument : arguments) {
            int equals = argument.indexOf('=') + 1;
            String value = argument.substring(equals);
            options = switch (argument.substring(0, equals)) {
                case "--port=" -> new Options(port(value), options.webhook(), options.secret());
                case "--webhook=" -> new Options(options.port(), value, options.secret());
                case "--secret=" -> new Options(options.port(), options.webhook(), value);
                default -> throw new IllegalArgumentException("The option '" + argument
                        + "' is not known. There are --port=N, --webhook=URL and --secret=whsec_….");
            };
        }
        return options;
    }

    private static int port(String number) {
        if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) > 65_535) {
            throw new IllegalArgumentException("'" + number + "' is not a port. Use a number from 0 to 65535.");
        }
        return Integer.parseInt(number);
    }

    static void run(Options options, PrintStream out) {
        try (StripeSimulator simulator = StripeSimulator.start(options.port())) {
            if (!options.webhook().isEmpty()) {
                simulator.webhooks().add(WebhookEndpoint.all(options.webhook(), options.secret()));
            }
            out.println("Stripe simulator at " + simulator.url() + ", key " + StripeSimulator.KEY + ", webhooks to "
                    + (options.webhook().isEmpty() ? "nobody" : options.webhook()) + ". Stop with Ctrl+C.");
            simulator.onClose().block();
        } catch (ChannelBindException e) {
            throw new IllegalArgumentException(
                    "The port " + options.port() + " is taken. Choose another with --port=N, or 0 for a free one.", e);
        }
    }
}
