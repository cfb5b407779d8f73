package dev.tollgate.filter;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.HoldProgress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far one call is, as the ledger is told: written by the thread that reads the provider's answer, read by the one that
 * tells. A call that is over within a second is never told of.
 */
final class Progress {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A call that waits is told of all the same, so that its hold stands on. */
    private static final long REPEAT = Duration.ofMinutes(1).toNanos();

    private final long begun = System.nanoTime();
    private volatile HoldProgress.Stage stage = HoldProgress.Stage.OPENED;
    private volatile @Nullable UsageReport seen;
    private volatile long seenAt = begun;
    private volatile @Nullable Fact told;
    private volatile long toldAt;
    private volatile boolean lasting;

    /** @param seen what the client has got by now; absent: nothing that it could use */
    record Fact(HoldProgress.Stage stage, @Nullable UsageReport seen) {}

    void sent() {
        if (!lasting) {
            stage = HoldProgress.Stage.SENT;
        }
    }

    /** Asked for once a second at most, since counting costs; null: not now. */
    @Nullable
    UsageReport streamed(Supplier<UsageReport> report) {
        long now = System.nanoTime();
        if (now - seenAt <= SECOND || lasting) {
            return null;
        }
        UsageReport counted = report.get();
        stage = HoldProgress.Stage.STREAMING;
        seen = counted;
        seenAt = now;
        return counted;
    }

    /** What is charged if nothing more is heard, of a call that goes on for long. */
    void known(UsageReport report) {
        stage = HoldProgress.Stage.STREAMING;
        seen = report;
        lasting = true;
    }

    /** What is to be told now; null: nothing new. */
    @Nullable
    Fact news() {
        long now = System.nanoTime();
        Fact fact = new Fact(stage, seen);
        boolean due = !fact.equals(told) || now - toldAt > REPEAT;
        return (lasting || now - begun > SECOND) && due ? fact : null;
    }

    void told(Fact fact) {
        told = fact;
        toldAt = System.nanoTime();
    }
}
