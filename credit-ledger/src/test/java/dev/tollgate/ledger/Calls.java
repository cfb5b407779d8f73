package dev.tollgate.ledger;

import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests to the ledger, as the gate would make them. */
final class Calls {

    private static final Subject SUBJECT = new Subject("openai", "chat", "gpt-test", "platform", "v1");

    private Calls() {}

    static Credits credits(String amount) {
        return Credits.of(new BigDecimal(amount));
    }

    static HoldRequest hold(long account, String amount) {
        return hold(UUID.randomUUID(), account, amount);
    }

    static HoldRequest hold(UUID id, long account, String amount) {
        return new HoldRequest(id, account, credits(amount), Credits.ZERO, SUBJECT);
    }

    static RaiseRequest raise(HoldRequest hold, String amount) {
        return new RaiseRequest(
                hold.id(), hold.account(), credits(amount), hold.subject().model());
    }

    static GrantRequest grant(long account, String reference, String amount, @Nullable Instant expiresAt) {
        return new GrantRequest(
                account, GrantRequest.Source.PURCHASE, reference, credits(amount), "test", GrantTerms.until(expiresAt));
    }

    static SpendRequest spend(long account, String key, String amount, String service) {
        return new SpendRequest(
                UUID.randomUUID(),
                account,
                key,
                (amount + service).getBytes(StandardCharsets.UTF_8),
                new Charge(credits(amount), BigDecimal.ONE, "v1", List.of()),
                service,
                Map.of("team", "x"),
                false);
    }

    static CaptureRequest capture(HoldRequest hold, String amount) {
        return new CaptureRequest(hold.id(), hold.account(), record(hold.subject(), credits(amount), Basis.REPORTED));
    }

    static ReleaseRequest release(HoldRequest hold) {
        return new ReleaseRequest(hold.id(), hold.account(), record(hold.subject(), Credits.ZERO, Basis.NONE));
    }

    private static UsageRecord record(Subject subject, Credits charge, Basis basis) {
        return new UsageRecord(
                Instant.parse("2026-11-20T10:00:00Z"),
                subject,
                "gpt-test-2026",
                basis,
                Usage.builder()
                        .tokens(TokenKind.INPUT, 10)
                        .tokens(TokenKind.OUTPUT, 5)
                        .build(),
                List.of(),
                new Charge(charge, charge.toDecimal(), "v1", List.of()),
                List.of(new UsageRecord.Attempt("openai", 200, "completed", 12)),
                Map.of("team", "x"),
                "req_1");
    }
}
