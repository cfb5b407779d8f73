package dev.tollgate.ledger;

import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Measures hold and capture pairs; not a test. Prints a line for each of batched and unbatched, many wallets and one, and
 * calls in flight. Arguments: seconds for each line, and which lines to print (a regular expression on their names).
 */
final class PairsPerSecond {

    private static final int WALLETS = 10_000;
    private static final int MOST_SAMPLES = 4_000_000;

    private final TestDatabase database = TestDatabase.fresh();
    private final long nanos;
    private final String wanted;

    private PairsPerSecond(String[] arguments) {
        this.nanos = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 5)
                .toNanos();
        this.wanted = arguments.length > 1 ? arguments[1] : ".*";
    }

    public static void main(String[] arguments) {
        new PairsPerSecond(arguments).run();
        System.exit(0);
    }

    private void run() {
        try (LedgerDatabase opened = LedgerDatabase.open(new LedgerDatabase.Settings(
                database.r2dbcUrl(), 32, Duration.ofHours(1), Duration.ofSeconds(15), Duration.ofSeconds(2)))) {
            database.fill(WALLETS);
            say("%-26s %9s %11s %11s %11s%n", "", "pairs/s", "hold p50 ms", "hold p99 ms", "PG us/pair");
            for (int inFlight : new int[] {32, 256}) {
                line("batched many " + inFlight, opened.ledger(), WALLETS, inFlight);
                line("batched hot " + inFlight, opened.ledger(), 1, inFlight);
                line("unbatched many " + inFlight, opened.unbatched(), WALLETS, inFlight);
                line("unbatched hot " + inFlight, opened.unbatched(), 1, inFlight);
            }
        }
    }

    private void line(String name, Ledger ledger, int wallets, int inFlight) {
        if (!name.matches(wanted)) {
            return;
        }
        pairs(ledger, wallets, inFlight, nanos / 2, new long[1], new AtomicInteger());
        long[] samples = new long[MOST_SAMPLES];
        AtomicInteger counted = new AtomicInteger();
        long cpu = database.serverCpuMicros();
        long start = System.nanoTime();
        pairs(ledger, wallets, inFlight, nanos, samples, counted);
        long took = System.nanoTime() - start;
        long spent = database.serverCpuMicros() - cpu;
        int n = Math.min(counted.get(), MOST_SAMPLES);
        Arrays.sort(samples, 0, n);
        say(
                "%-26s %9d %11s %11s %11s%n",
                name,
                counted.get() * 1_000_000_000L / took,
                millis(samples[n / 2]),
                millis(samples[n - 1 - n / 100]),
                spent / Math.max(n, 1));
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + "." + String.format("%02d", nanos / 10_000 % 100);
    }

    private static void pairs(
            Ledger ledger, int wallets, int inFlight, long nanos, long[] samples, AtomicInteger counted) {
        long end = System.nanoTime() + nanos;
        Flux.range(0, inFlight)
                .flatMap(
                        lane -> Mono.defer(() -> pair(ledger, wallets, samples, counted))
                                .repeat(() -> System.nanoTime() < end),
                        inFlight)
                .then()
                .block(Duration.ofMinutes(10));
    }

    private static Mono<Settlement> pair(Ledger ledger, int wallets, long[] samples, AtomicInteger counted) {
        HoldRequest request = Calls.hold(1 + ThreadLocalRandom.current().nextInt(wallets), "0.002");
        long start = System.nanoTime();
        return ledger.hold(request).flatMap(held -> {
            if (!held.placed()) {
                throw new IllegalStateException(held.toString());
            }
            long took = System.nanoTime() - start;
            return ledger.capture(Calls.capture(request.id(), "0.001")).doOnNext(settled -> {
                int n = counted.getAndIncrement();
                if (n < samples.length) {
                    samples[n] = took;
                }
            });
        });
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String format, Object... values) {
        System.out.printf(format, values);
    }
}
