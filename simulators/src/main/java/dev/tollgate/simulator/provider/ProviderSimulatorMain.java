package dev.tollgate.simulator.provider;

import java.util.concurrent.CountDownLatch;

/** Runs the provider simulator alone, until the process is ended: {@code --port=N}, zero for a free one. */
public final class ProviderSimulatorMain {

    private static final String PORT = "--port=";

    private ProviderSimulatorMain() {}

    public static void main(String[] args) throws InterruptedException {
        int port = 0;
        for (String arg : args) {
            if (arg.startsWith(PORT)) {
                port = Integer.parseInt(arg.substring(PORT.length()));
            }
        }
        ProviderSimulator simulator = ProviderSimulator.start(port);
        simulator.recording(false);
        System.out.println(simulator.url());
        new CountDownLatch(1).await();
    }
}
