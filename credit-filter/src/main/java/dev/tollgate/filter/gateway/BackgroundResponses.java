package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Receipt;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.KeptObjects;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Follows calls whose provider works on without their client: the provider is asked until the work is over, and then the
 * call is settled, once, whoever else asks for the response meanwhile. The hold stands until then.
 */
public final class BackgroundResponses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackgroundResponses.class);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Nothing of the background takes longer. */
    private static final Duration GIVE_UP = Duration.ofHours(24);

    private final ObjectMemory memory;
    private final KeptResponseClient client;
    private final KeptResponseClient asking;
    private final Duration firstPause;
    private final Disposable.Composite following = Disposables.composite();

    /** @param firstPause before a provider is asked for the first time; later pauses are longer, up to half a minute */
    public BackgroundResponses(KeptObjects kept, Duration firstPause) {
        this.memory = new ObjectMemory(kept);
        this.client = new KeptResponseClient("tollgate-kept");
        // Its own connections: callers who ask often must not keep calls from being settled.
        this.asking = new KeptResponseClient("tollgate-following");
        this.firstPause = firstPause;
    }

    ObjectMemory memory() {
        return memory;
    }

    KeptResponseClient client() {
        return client;
    }

    /**
     * Takes a call over. Whose the response is, and what is charged if this process dies, is on disk when the result comes;
     * a database that is away means that nobody can ask for the response, but it is followed and paid all the same.
     */
    Mono<Receipt> follow(Admission admission, String id) {
        if (!admission.follow()) {
            return Mono.just(admission.notYet());
        }
        begin(admission, id);
        return memory.rememberAnyhow(admission.ticket(), id)
                .then(admission.tell())
                .thenReturn(admission.notYet());
    }

    /** Nothing of a call is kept here when it is over: it has a key in it. */
    private void begin(Admission admission, String id) {
        UUID request = admission.ticket().call().id();
        Disposable.Swap one = Disposables.swap();
        following.add(one);
        one.update(over(admission, id)
                .flatMap(report -> admission.settle(report, Endings.completed(OK, null)))
                .doFinally(end -> following.remove(one))
                .subscribe(
                        receipt -> {},
                        bug -> log.error("Response {} of request {} could not be settled", id, request, bug)));
    }

    private Mono<UsageReport> over(Admission admission, String id) {
        UUID request = admission.ticket().call().id();
        return Mono.delay(firstPause)
                .then(Mono.defer(() -> look(admission, id)).onErrorResume(failure -> {
                    log.debug("Response {} could not be asked for: {}", id, failure.toString());
                    return Mono.empty();
                }))
                .repeatWhenEmpty(Integer.MAX_VALUE, looks -> looks.concatMap(this::pause))
                .timeout(GIVE_UP, Mono.fromSupplier(() -> unknown(admission, id)))
                .onErrorResume(bug -> {
                    log.error("Response {} of request {} is not followed", id, request, bug);
                    return Mono.just(admission.ticket().worst());
                });
    }

    /** What it used will never be known. */
    private static UsageReport unknown(Admission admission, String id) {
        log.warn(
                "Response {} of request {} has told no usage: its hold is charged",
                id,
                admission.ticket().call().id());
        return admission.ticket().worst();
    }

    private Mono<Long> pause(long looks) {
        Duration longer = firstPause.multipliedBy(Math.min(looks, 1_000));
        return Mono.delay(longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
    }

    /** Empty while the work goes on, or the provider does not say. */
    private Mono<UsageReport> look(Admission admission, String id) {
        Ticket ticket = admission.ticket();
        return asking.ask(
                        HttpMethod.GET, ticket.provider(), ticket.providerKey().key(), id, "")
                .responseSingle((response, body) -> read(admission, id, response, body));
    }

    private Mono<UsageReport> read(Admission admission, String id, HttpClientResponse response, ByteBufMono body) {
        int status = response.status().code();
        if (status == NOT_FOUND) {
            // It was deleted.
            return body.then(Mono.fromSupplier(() -> unknown(admission, id)));
        }
        if (status != OK) {
            return body.then(Mono.empty());
        }
        UsageReader reader = admission.reader(new UsageReader.Answer(
                OK,
                "application/json",
                false,
                admission.ticket().provider().usage(),
                admission.ticket().tariff().pricesTokens()));
        return body.map(KeptResponseClient::bytes)
                .doOnNext(reader::read)
                .filter(bytes -> reader.complete() && reader.unfinished().isEmpty())
                .map(bytes -> reader.report())
                .delayUntil(report -> memory.remember(admission.ticket(), reader.kept()))
                // One that was cancelled, or is incomplete, may not tell what it used: thoughts are in no text.
                .map(report -> report.basis() == Basis.ESTIMATED ? unknown(admission, id) : report);
    }

    /** Follows nothing any more: other nodes charge the holds. */
    @Override
    public void close() {
        following.dispose();
        asking.close();
        client.close();
    }
}
