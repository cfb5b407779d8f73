package dev.tollgate.filter;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.service.CallbackTerms;
import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.ReleaseRequest;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.usage.AwaitedCallbacks;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Tariff;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Settles a call of which its provider has told that it is over, by the terms it was made on. Whoever comes first settles
 * it: of the same callback twice, on two nodes, the ledger takes one.
 */
public final class CalledBack {

    private static final Logger log = LoggerFactory.getLogger(CalledBack.class);

    private static final Ending OVER = new Ending(200, "completed", null);

    private final Ledger ledger;

    public CalledBack(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Done when it is on disk. */
    public Mono<Settlement> settle(AwaitedCallbacks.Awaited call, CallbackTerms terms, UsageReport report) {
        Charge charge = charge(call, terms, report);
        UsageRecord record = record(terms, report, charge);
        Mono<Settlement> settled = report.basis() == Basis.NONE
                ? ledger.release(new ReleaseRequest(call.request(), call.account(), record))
                : ledger.capture(new CaptureRequest(call.request(), call.account(), record));
        return settled.doOnNext(settlement -> tell(call, report, charge, terms, settlement));
    }

    private static Charge charge(AwaitedCallbacks.Awaited call, CallbackTerms terms, UsageReport report) {
        Tariff tariff = terms.rate().tariff();
        if (report.basis() == Basis.NONE) {
            return Charge.none(tariff.priceVersion());
        }
        return new Believable(call.request(), tariff.price(terms.worst()), Believable.times(terms.guessed()), log)
                .of(() -> tariff.price(report.usage()));
    }

    private static UsageRecord record(CallbackTerms terms, UsageReport report, Charge charge) {
        long millis = Duration.between(terms.at(), Instant.now()).toMillis();
        return new UsageRecord(
                terms.at(),
                terms.subject(),
                null,
                report.basis(),
                report.usage(),
                List.of(),
                charge,
                List.of(new UsageRecord.Attempt(terms.subject().provider(), OVER.status(), OVER.outcome(), millis)),
                terms.tags(),
                null,
                cost(terms, report));
    }

    private static @Nullable BigDecimal cost(CallbackTerms terms, UsageReport report) {
        try {
            return report.basis() == Basis.NONE
                    ? null
                    : terms.rate().costUsd(report.usage()).orElse(null);
        } catch (ArithmeticException absurd) {
            return null;
        }
    }

    private static void tell(
            AwaitedCallbacks.Awaited call,
            UsageReport report,
            Charge charge,
            CallbackTerms terms,
            Settlement settlement) {
        if (settlement.status() == Settlement.Status.CAPTURED) {
            EstimatedCalls.count(report, terms.subject());
        }
        if (!settlement.debited().equals(charge.credits())) {
            LateCallbacks.count(terms.subject());
            log.warn(
                    "Request {} cost {} credits by its callback; it was settled before ({}) with {}",
                    call.request(),
                    charge.credits(),
                    settlement.status(),
                    settlement.debited());
        }
    }
}
