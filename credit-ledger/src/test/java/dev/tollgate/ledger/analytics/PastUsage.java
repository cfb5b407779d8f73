package dev.tollgate.ledger.analytics;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.ledger.usage.UsageText;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One settled call or spend, as a test knows it and as it stands in the log. */
record PastUsage(
        long account,
        Instant settledAt,
        boolean spend,
        String model,
        long credits,
        long input,
        long output,
        boolean failed,
        long millis,
        Map<String, String> tags,
        @Nullable BigDecimal cost) {

    static PastUsage random(Random random, List<Long> accounts, Instant from, Instant to) {
        boolean spend = random.nextInt(5) == 0;
        boolean failed = !spend && random.nextInt(6) == 0;
        return new PastUsage(
                accounts.get(random.nextInt(accounts.size())),
                from.plusMillis((long) random.nextInt((int) (to.toEpochMilli() - from.toEpochMilli()) / 1000) * 1000),
                spend,
                List.of("gpt-4o", "claude", "a'b|c").get(random.nextInt(3)),
                failed ? 0 : 1 + random.nextInt(1_000_000),
                spend ? 0 : random.nextInt(1000),
                spend ? 0 : random.nextInt(1000),
                failed,
                spend ? 0 : random.nextInt(3000),
                List.of(
                                Map.of("team", "x", "source", "web"),
                                Map.of("feature", "chat"),
                                Map.of("team", "y"),
                                Map.<String, String>of())
                        .get(random.nextInt(4)),
                random.nextBoolean() ? BigDecimal.valueOf(random.nextInt(1000), 6) : null);
    }

    PastUsage tagged(Map<String, String> other) {
        return new PastUsage(account, settledAt, spend, model, credits, input, output, failed, millis, other, cost);
    }

    BigDecimal usd() {
        return BigDecimal.valueOf(credits, 10);
    }

    String source() {
        return tags.getOrDefault("source", tags.getOrDefault("feature", ""));
    }

    /** The text that the gateway stores. */
    String detail() {
        return UsageText.detail(new UsageRecord(
                settledAt,
                new Subject("openai", "chat", model, "platform", "v1"),
                null,
                Basis.REPORTED,
                Usage.NONE,
                List.of(),
                new Charge(Credits.ofNanos(credits), usd(), "v1", List.of()),
                spend
                        ? List.of()
                        : List.of(new UsageRecord.Attempt("openai", 200, failed ? "failed" : "completed", millis)),
                tags,
                "req\0\\u0000",
                cost));
    }

    private String values() {
        String id = "(tg_first_id('" + settledAt + "')::text)";
        return "(overlay(" + id + " placing '" + UUID.randomUUID().toString().substring(14) + "' from 15)::uuid, "
                + account
                + ", '" + settledAt + "', '" + settledAt + "', 'captured', '" + (spend ? "direct" : "openai") + "', '"
                + (spend ? "spend" : "chat") + "', '" + model.replace("'", "''")
                + "', '', 'platform', 'reported', 'v1', 0, "
                + credits + ", " + input + ", " + output + ", '" + detail().replace("'", "''") + "')";
    }

    static void insert(TestDatabase database, List<PastUsage> rows) {
        for (int from = 0; from < rows.size(); from += 500) {
            database.execute("INSERT INTO usage_record VALUES "
                    + rows.subList(from, Math.min(from + 500, rows.size())).stream()
                            .map(PastUsage::values)
                            .collect(Collectors.joining(", ")));
        }
    }
}
