package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class LaneMetricsIT {

    @Test
    void every_batch_is_seen_in_its_lane() {
        try (TestDatabase database = TestDatabase.fresh();
                LedgerDatabase ledger = database.open()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new LaneMetrics(ledger).bindTo(registry);

            TestDatabase.account(ledger, "5");

            assertThat(registry.get("tollgate.ledger.batch.size")
                            .tag("lane", "grant")
                            .summary()
                            .totalAmount())
                    .isEqualTo(1);
            assertThat(registry.get("tollgate.ledger.batch.commit")
                            .tag("lane", "grant")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("tollgate.ledger.batch.wait")
                            .tag("lane", "hold")
                            .timer()
                            .count())
                    .isZero();
            assertThat(registry.get("tollgate.ledger.queue")
                            .tag("lane", "settle")
                            .gauge()
                            .value())
                    .isZero();
        }
    }
}
