package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Receipt;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.KeptResponses;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
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

    private final KeptResponses kept;
    private final KeptResponseClient client;
    private final Duration firstPause;
    private final Disposable.Composite following = Disposables.composite();

    /** @param firstPause before a provider is asked for the first time; later pauses are longer, up to half a minute */
    public BackgroundResponses(KeptResponses kept, Duration firstPause) {
        this.kept = kept;
        this.client = new KeptResponseClient();
        this.firstPause = firstPause;
    }

    KeptResponses kept() {
        return kept;
    }

    KeptResponseClient client() {
        return client;
    }

    /**
     * Takes a call over. Whose the response is, is on disk when the result comes; a database that is away means that
     * nobody can ask for the response, but it is followed and paid all the same.
     */
    Mono<Receipt> follow(Admission admission, String id, UsageReport soFar) {
        if (!admission.follow(soFar)) {
            return Mono.just(admission.notYet());
        }
        Ticket ticket = admission.ticket();
        following.add(over(admission, id, soFar)
                .flatMap(report -> admission.settle(report, Endings.completed(OK, null)))
                .subscribe(
                        receipt -> {},
                        bug -> log.error(
                                "Response {} of request {} is not followed",
                                id,
                                ticket.call().id(),
                                bug)));
        return kept.keep(
                        id,
                        ticket.call().caller().account().id(),
                        ticket.call().id(),
                        ticket.provider().name())
                .onErrorResume(away -> {
                    log.warn("Whose response {} is could not be written down: {}", id, away.toString());
                    return Mono.empty();
                })
                .thenReturn(admission.notYet());
    }

    private Mono<UsageReport> over(Admission admission, String id, UsageReport soFar) {
        return Mono.delay(firstPause)
                .then(Mono.defer(() -> look(admission, id, soFar)))
                .repeatWhenEmpty(Integer.MAX_VALUE, looks -> looks.concatMap(this::pause))
                .timeout(GIVE_UP, Mono.just(soFar));
    }

    private Mono<Long> pause(long looks) {
        Duration longer = firstPause.multipliedBy(Math.min(looks, 1_000));
        return Mono.delay(longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
    }

    /** Empty while the work goes on, or the provider cannot be asked. */
    private Mono<UsageReport> look(Admission admission, String id, UsageReport soFar) {
        Ticket ticket = admission.ticket();
        return client.ask(
                        HttpMethod.GET, ticket.provider(), ticket.providerKey().key(), id, "")
                .responseSingle((response, body) -> read(admission, response, body, soFar))
                .onErrorResume(failure -> {
                    log.debug("Response {} could not be asked for: {}", id, failure.toString());
                    return Mono.empty();
                });
    }

    private static Mono<UsageReport> read(
            Admission admission, HttpClientResponse response, ByteBufMono body, UsageReport soFar) {
        int status = response.status().code();
        if (status == NOT_FOUND) {
            // It was deleted: what it used will never be known.
            return body.then(Mono.just(soFar));
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
                .map(bytes -> reader.report());
    }

    /** Follows nothing any more: the holds are given back by other nodes, charged by what is known. */
    @Override
    public void close() {
        following.dispose();
    }
}
