package dev.tollgate.app.llm;

import dev.langchain4j.model.output.TokenUsage;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.usage.LoggedRequest;
import dev.tollgate.ledger.usage.UsageLog;
import dev.tollgate.ledger.usage.UsageRecord;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What a call has used and cost: by its own record, which is on disk before the end of its answer goes out. Where the record cannot be
 * read, by what the answer tells.
 */
@Component
final class Receipts {

    private static final Logger log = LoggerFactory.getLogger(Receipts.class);

    private static final String COST = "tollgate-cost";
    private static final String BALANCE = "tollgate-balance";

    private final UsageLog usageLog;
    private final Ledger ledger;

    Receipts(UsageLog usageLog, Ledger ledger) {
        this.usageLog = usageLog;
        this.ledger = ledger;
    }

    /**
     * @param head of the gate's answer
     * @param told what the provider's answer says of tokens
     */
    Mono<Spent> of(long account, HttpHeaders head, @Nullable TokenUsage told) {
        return Mono.zip(
                record(account, GateHeaders.requestId(head)), balance(account, head), (record, balance) -> record.map(
                                known -> new Spent(
                                        Optional.of(known.charge().credits().toString()),
                                        balance,
                                        known.inputTokens(),
                                        known.outputTokens()))
                        .orElseGet(() -> new Spent(
                                Optional.ofNullable(head.getFirst(COST)), balance, input(told), output(told))));
    }

    private Mono<Optional<UsageRecord>> record(long account, String requestId) {
        return Mono.fromCallable(() -> UUID.fromString(requestId))
                .flatMap(id -> usageLog.find(account, id))
                .mapNotNull(LoggedRequest::record)
                .map(Optional::of)
                .onErrorResume(away -> {
                    log.warn("The record of request {} cannot be read: {}", requestId, away.toString());
                    return Mono.empty();
                })
                .defaultIfEmpty(Optional.empty());
    }

    /** The gate tells the balance before the call and, where it tells the cost too, after it. */
    private Mono<Optional<String>> balance(long account, HttpHeaders head) {
        Optional<String> told = Optional.ofNullable(head.getFirst(BALANCE)).filter(any -> head.containsHeader(COST));
        return told.isPresent()
                ? Mono.just(told)
                : ledger.balance(account)
                        .map(balance -> Optional.of(balance.funds().available().toString()))
                        .onErrorReturn(Optional.empty());
    }

    private static long input(@Nullable TokenUsage told) {
        Integer count = told == null ? null : told.inputTokenCount();
        return count == null ? 0 : count;
    }

    private static long output(@Nullable TokenUsage told) {
        Integer count = told == null ? null : told.outputTokenCount();
        return count == null ? 0 : count;
    }
}
