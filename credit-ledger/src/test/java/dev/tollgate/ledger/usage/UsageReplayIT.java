package dev.tollgate.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.ReleaseRequest;
import dev.tollgate.ledger.SpendRequest;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.compare.UsageNotation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.test.StepVerifier;

/** Recorded calls of all accounts, read back to be priced again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UsageReplayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private TestDatabase database;
    private LedgerDatabase ledger;
    private Account account;
    private long ids;

    @BeforeAll
    void open() {
        database = TestDatabase.fresh();
        ledger = database.open();
    }

    @AfterAll
    void close() {
        ledger.close();
        database.close();
    }

    @BeforeEach
    void newcomer() {
        account = TestDatabase.account(ledger, "1000");
    }

    private static Credits credits(String amount) {
        return Credits.of(new BigDecimal(amount));
    }

    /** As the gate makes them: the time is in the id. */
    private UUID id(Instant at) {
        return new UUID(at.toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE | account.id() << 32 | ids++);
    }

    private UsageRecord record(Instant at, Usage usage, Basis basis, List<UsageRecord.Additional> additional) {
        Credits charged = credits(basis == Basis.NONE ? "0" : "0.5");
        Charge charge = new Charge(charged, new BigDecimal("0.05"), "v1", List.of());
        return new UsageRecord(
                at,
                new Subject("openai", "chat", "gpt-test", "platform", "v1"),
                "gpt-test-2026",
                basis,
                usage,
                additional,
                charge,
                List.of(),
                Map.of(),
                null);
    }

    private HoldRequest held(Instant at) {
        HoldRequest hold = new HoldRequest(
                id(at),
                account.id(),
                credits("1"),
                Credits.ZERO,
                new Subject("openai", "chat", "gpt-test", "platform", "v1"));
        ledger.ledger().hold(hold).block(PATIENCE);
        return hold;
    }

    private void call(Instant at, String usage, UsageRecord.Additional... additional) {
        HoldRequest hold = held(at);
        UsageRecord record = record(at, UsageNotation.parse(usage), Basis.REPORTED, List.of(additional));
        ledger.ledger()
                .capture(new CaptureRequest(hold.id(), account.id(), record))
                .block(PATIENCE);
    }

    private void failed(Instant at) {
        released(at, record(at, Usage.NONE, Basis.NONE, List.of()));
    }

    /** As a crash of its node leaves it where these cost nothing: what it is known to have used is told. */
    private void freed(Instant at) {
        released(at, record(at, UsageNotation.parse("in=100,out=20"), Basis.PARTIAL, List.of()));
    }

    private void released(Instant at, UsageRecord record) {
        HoldRequest hold = held(at);
        ledger.ledger()
                .release(new ReleaseRequest(hold.id(), account.id(), record))
                .block(PATIENCE);
    }

    private void spend(String service, List<Charge.Line> lines) {
        Charge charge = new Charge(credits("2"), new BigDecimal("0.2"), "v1", lines);
        UUID id = id(Instant.now());
        ledger.ledger()
                .spend(new SpendRequest(
                        id, account.id(), id.toString(), new byte[] {1}, charge, service, Map.of(), false))
                .block(PATIENCE);
    }

    private List<PastCall> own(Instant from, Instant to) {
        return ledger.usageReplay()
                .between(from, to)
                .filter(call -> call.account().equals(account.publicId()))
                .collectList()
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    @Test
    void tells_what_was_used_and_charged_and_leaves_out_what_cost_nothing() {
        call(
                NOON,
                "in=1200,cached=800,out=300,web_search=1",
                new UsageRecord.Additional("advisor", "adviser", UsageNotation.parse("out=7")));
        failed(NOON.plusSeconds(1));
        freed(NOON.plusSeconds(2));

        assertThat(own(NOON, NOON.plusSeconds(60)))
                .containsExactly(new PastCall(
                        NOON,
                        account.publicId(),
                        "free",
                        "chat",
                        false,
                        "gpt-test",
                        Optional.of("gpt-test-2026"),
                        UsageNotation.parse("in=1200,cached=800,out=300,web_search=1"),
                        List.of(new PastCall.More("adviser", UsageNotation.parse("out=7"))),
                        credits("0.5"),
                        Optional.of(new BigDecimal("0.05"))));
    }

    @Test
    void tells_how_many_pieces_were_bought_and_of_a_named_amount_none() {
        Instant before = Instant.now().minusSeconds(3600);
        spend("sms", List.of(new Charge.Line("unit", "sms", 4, BigDecimal.ONE, 1, BigDecimal.ONE)));
        spend("tip", List.of());

        List<PastCall> spends = own(before, Instant.now().plusSeconds(3600));
        assertThat(spends).extracting(PastCall::operation).containsOnly(PastCall.SPEND);
        assertThat(spends)
                .extracting(call -> call.model() + " " + UsageNotation.write(call.usage()) + " " + call.charged())
                .containsExactlyInAnyOrder("sms unit=4 2", "tip  2");
    }

    @Test
    void begins_with_the_first_moment_and_ends_before_the_last() {
        call(NOON.minusMillis(1), "in=1");
        call(NOON, "in=2");
        call(NOON.plusSeconds(59), "in=3");
        call(NOON.plusSeconds(60), "in=4");
        assertThat(own(NOON, NOON.plusSeconds(60)))
                .extracting(call -> UsageNotation.write(call.usage()))
                .containsExactlyInAnyOrder("in=2", "in=3");
        assertThat(own(Instant.EPOCH, NOON)).hasSize(1);
    }

    @Test
    void the_newest_come_first_and_no_more_than_were_asked_for() {
        Instant tomorrow = NOON.plus(Duration.ofDays(400));
        for (int n = 1; n <= 5; n++) {
            call(tomorrow.plusSeconds(n), "in=" + n);
        }
        List<PastCall> newest = ledger.usageReplay()
                .newest(tomorrow, tomorrow.plusSeconds(60), 3)
                .collectList()
                .blockOptional(PATIENCE)
                .orElseThrow();
        assertThat(newest)
                .extracting(call -> UsageNotation.write(call.usage()))
                .containsExactly("in=5", "in=4", "in=3");
    }

    @Test
    void rows_come_as_they_are_asked_for_and_who_has_enough_frees_the_connection() {
        Instant then = NOON.minus(Duration.ofDays(400));
        for (int n = 1; n <= 4; n++) {
            call(then.plusSeconds(n), "in=" + n);
        }
        // More often than there are connections for it.
        for (int n = 0; n < 5; n++) {
            StepVerifier.create(ledger.usageReplay().between(then, then.plusSeconds(60)), 0)
                    .expectSubscription()
                    .thenRequest(2)
                    .expectNextCount(2)
                    .thenCancel()
                    .verify(PATIENCE);
        }
        assertThat(own(then, then.plusSeconds(60))).hasSize(4);
    }
}
