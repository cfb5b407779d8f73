package dev.tollgate.benchmarks;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Measures hold and capture pairs; not a test. Prints a line for each of batched and unbatched, many wallets and one, and
 * calls in flight. Arguments: seconds for each line, and which lines to print (a regular expression on their names).
 */
final class LedgerPairs {

    private static final Credits HOLD = Credits.of(new BigDecimal("0.002"));
    private static final Credits CHARGE = Credits.of(new BigDecimal("0.001"));
    private static final Subject SUBJECT = new Subject("openai", "chat", "gpt-4o", "platform", "v1");
    private static final int WALLETS = 10_000;

    /** As the gateway makes its request ids. */
    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

    /** The first seconds measure the compiler of the JVM. */
    private static final int WARM_UP_IN_FLIGHT = 256;

    private static final int MOST_SAMPLES = 4_000_000;

    private static final String LINE = "%-26s %9s %11s %11s %11s %11s %11s%n";

    private final TestDatabase database = TestDatabase.fresh();
    private final long nanos;
    private final String wanted;

    private LedgerPairs(String[] arguments) {
        this.nanos = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 5)
                .toNanos();
        this.wanted = arguments.length > 1 ? arguments[1] : ".*";
    }

    public static void main(String[] arguments) {
        new LedgerPairs(arguments).run();
        System.exit(0);
    }

    private void run() {
        try (LedgerDatabase opened = LedgerDatabase.open(new LedgerDatabase.Settings(
                database.r2dbcUrl(), 32, Duration.ofHours(1), Duration.ofSeconds(15), Duration.ofSeconds(2)))) {
            database.fill(WALLETS);
            pairs(opened.ledger(), WALLETS, WARM_UP_IN_FLIGHT, 2 * nanos, new Samples(1));
            say(LINE, "", "pairs/s", "hold p50 ms", "hold p99 ms", "pair p50 ms", "pair p99 ms", "PG us/pair");
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
        pairs(ledger, wallets, inFlight, nanos / 2, new Samples(1));
        Samples samples = new Samples(MOST_SAMPLES);
        long cpu = database.serverCpuMicros();
        long start = System.nanoTime();
        pairs(ledger, wallets, inFlight, nanos, samples);
        long took = System.nanoTime() - start;
        long spent = database.serverCpuMicros() - cpu;
        int n = samples.sort();
        say(
                LINE,
                name,
                samples.counted.get() * 1_000_000_000L / took,
                millis(samples.holds[n / 2]),
                millis(samples.holds[n - 1 - n / 100]),
                millis(samples.pairs[n / 2]),
                millis(samples.pairs[n - 1 - n / 100]),
                spent / Math.max(n, 1));
    }

    /** How long holds took, and holds with their captures. */
    private static final class Samples {
        final long[] holds;
        final long[] pairs;
        final AtomicInteger counted = new AtomicInteger();

        Samples(int most) {
            holds = new long[most];
            pairs = new long[most];
        }

        void take(long hold, long pair) {
            int n = counted.getAndIncrement();
            if (n < holds.length) {
                holds[n] = hold;
                pairs[n] = pair;
            }
        }

        int sort() {
            int n = Math.min(counted.get(), holds.length);
            Arrays.sort(holds, 0, n);
            Arrays.sort(pairs, 0, n);
            return n;
        }
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + "." + String.format("%02d", nanos / 10_000 % 100);
    }

    private static void pairs(Ledger ledger, int wallets, int inFlight, long nanos, Samples samples) {
        long end = System.nanoTime() + nanos;
        Flux.range(0, inFlight)
                .flatMap(
                        lane -> Mono.defer(() -> pair(ledger, wallets, samples)).repeat(() -> System.nanoTime() < end),
                        inFlight)
                .then()
                .block(Duration.ofMinutes(10));
    }

    private static Mono<Settlement> pair(Ledger ledger, int wallets, Samples samples) {
        HoldRequest request = new HoldRequest(
                IDS.generate(), 1 + ThreadLocalRandom.current().nextInt(wallets), HOLD, Credits.ZERO, SUBJECT);
        long start = System.nanoTime();
        return ledger.hold(request).flatMap(held -> {
            if (!held.placed()) {
                throw new IllegalStateException(held.toString());
            }
            long took = System.nanoTime() - start;
            return ledger.capture(new CaptureRequest(request.id(), request.account(), record()))
                    .doOnNext(settled -> samples.take(took, System.nanoTime() - start));
        });
    }

    private static UsageRecord record() {
        return new UsageRecord(
                Instant.now(),
                SUBJECT,
                "gpt-4o-2024-08-06",
                Basis.REPORTED,
                Usage.builder()
                        .tokens(TokenKind.INPUT, 900)
                        .tokens(TokenKind.OUTPUT, 50)
                        .build(),
                List.of(),
                new Charge(CHARGE, CHARGE.toDecimal(), "v1", List.of()),
                List.of(new UsageRecord.Attempt("openai", 200, "completed", 12)),
                Map.of(),
                "req_1");
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String format, Object... values) {
        System.out.printf(format, values);
    }
}
