package dev.tollgate.simulator.provider;

import java.io.PrintStream;
import reactor.netty.ChannelBindException;

/** Runs the provider simulator alone: {@code ProviderSimulatorMain --port=N} (default 8099), until it is interrupted. */
public final class ProviderSimulatorMain {
    private static final int DEFAULT_PORT = 8099;
    private static final String OPTION = "--port=";

    private ProviderSimulatorMain() {}

    /** Starts the simulator, prints its address and stays; ends with exit code 1 and one sentence if it cannot. */
    public static void main(String[] arguments) {
        try {
            run(port(arguments), System.out);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static int port(String... arguments) {
        int port = DEFAULT_PORT;
        for (String argument : arguments) {
            if (!argument.startsWith(OPTION)) {
                throw new IllegalArgumentException(
                        "The option '" + argument + "' is not known. The only one is " + OPTION + "N.");
            }
            String number = argument.substring(OPTION.length());
            if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) > 65_535) {
                throw new IllegalArgumentException("'" + number + "' is not a port. Use a number from 0 to 65535.");
            }
            port = Integer.parseInt(number);
        }
        return port;
    }

    static void run(int port, PrintStream out) {
        try (ProviderSimulator simulator = ProviderSimulator.start(port)) {
            simulator.recording(false);
            out.println("Provider simulator at " + simulator.url() + " (OpenAI and Anthropic). Stop with Ctrl+C.");
            simulator.onClose().block();
        } catch (ChannelBindException e) {
            throw new IllegalArgumentException(
                    "The port " + port + " is taken. Choose another with " + OPTION + "N, or 0 for a free one.", e);
        }
    }
}
