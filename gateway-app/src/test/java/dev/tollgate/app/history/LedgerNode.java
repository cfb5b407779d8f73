package dev.tollgate.app.history;

import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.ReleaseRequest;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.SpendRequest;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * A node of the ledger as a program: a question a line on its input ({@code number operation}), an answer a line on its
 * output ({@code number answer}), in any order. It ends with its input.
 */
final class LedgerNode {

    static final String READY = "ready";

    private static final Subject SUBJECT = new Subject("openai", "chat", "gpt-test", "platform", "v1");

    private final Ledger ledger;

    private LedgerNode(Ledger ledger) {
        this.ledger = ledger;
    }

    public static void main(String[] args) throws IOException {
        LedgerDatabase.Settings settings = new LedgerDatabase.Settings(
                args[0], 4, Duration.ofMinutes(10), Duration.ofSeconds(3), Duration.ofMillis(200));
        try (LedgerDatabase database = LedgerDatabase.open(settings)) {
            System.out.println(READY);
            new LedgerNode(database.ledger()).serve();
        }
        System.exit(0);
    }

    private void serve() throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] parts = line.split(" ", 2);
            answer(Operation.parse(parts[1]))
                    .onErrorReturn(Answer.UNKNOWN)
                    .subscribe(answer -> System.out.println(parts[0] + " " + answer.line()));
        }
    }

    private Mono<Answer> answer(Operation operation) {
        return switch (operation.kind()) {
            case HOLD -> ledger.hold(hold(operation))
                    .map(result -> answer(result.status(), Credits.ZERO, result.balance()));
            case CAPTURE -> ledger.capture(
                            new CaptureRequest(id(operation), operation.wallet(), record(operation, Basis.REPORTED)))
                    .map(LedgerNode::answer);
            case RELEASE -> ledger.release(
                            new ReleaseRequest(id(operation), operation.wallet(), record(operation, Basis.NONE)))
                    .map(LedgerNode::answer);
            case SPEND -> ledger.spend(spend(operation))
                    .map(result -> answer(result.status(), result.debited(), result.balance()));
            case GRANT -> ledger.grant(grant(operation))
                    .map(result -> answer(result.status(), Credits.ZERO, result.balance()));
            case BALANCE -> ledger.balance(operation.wallet())
                    .map(balance -> answer("READ", Credits.ZERO, balance.funds()));
        };
    }

    private static Answer answer(Settlement settlement) {
        return answer(settlement.status(), settlement.debited(), settlement.balance());
    }

    private static Answer answer(Object status, Credits debited, Balance.Funds funds) {
        return new Answer(
                status.toString(),
                debited.nanos(),
                funds.available().nanos(),
                funds.onHold().nanos(),
                funds.debt().nanos());
    }

    private static UUID id(Operation operation) {
        return UUID.fromString(operation.id());
    }

    private static Credits amount(Operation operation) {
        return Credits.ofNanos(operation.amount());
    }

    private static HoldRequest hold(Operation operation) {
        return new HoldRequest(id(operation), operation.wallet(), amount(operation), Credits.ZERO, SUBJECT);
    }

    private static GrantRequest grant(Operation operation) {
        return new GrantRequest(
                operation.wallet(),
                GrantRequest.Source.PURCHASE,
                operation.id(),
                amount(operation),
                "",
                GrantTerms.NONE);
    }

    private static SpendRequest spend(Operation operation) {
        return new SpendRequest(
                UUID.randomUUID(),
                operation.wallet(),
                operation.id(),
                operation.line().getBytes(StandardCharsets.UTF_8),
                new Charge(amount(operation), BigDecimal.ONE, "v1", List.of()),
                "sms",
                Map.of(),
                false);
    }

    private static UsageRecord record(Operation operation, Basis basis) {
        return new UsageRecord(
                Instant.EPOCH,
                SUBJECT,
                "gpt-test",
                basis,
                Usage.NONE,
                List.of(),
                new Charge(amount(operation), BigDecimal.ONE, "v1", List.of()),
                List.of(),
                Map.of(),
                null);
    }
}
