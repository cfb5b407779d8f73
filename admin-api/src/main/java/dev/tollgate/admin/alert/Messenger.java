package dev.tollgate.admin.alert;

import dev.tollgate.ledger.alert.Alerts;
import dev.tollgate.ledger.alert.Delivery;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells what is due. Each alert is told at least once: a node that dies between telling it and writing that down leaves it
 * to another, which tells it again under the same id.
 */
@Component
final class Messenger implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Messenger.class);

    private static final int AT_ONCE = 20;

    /** Longer than any try takes. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final Alerts alerts;
    private final Webhook webhook;
    private final Mail mail;
    private final OwnWords words;
    private final Disposable running;

    Messenger(Alerts alerts, Webhook webhook, Mail mail, OwnWords words, AlertSettings settings) {
        this.alerts = alerts;
        this.webhook = webhook;
        this.mail = mail;
        this.words = words;
        this.running = Flux.interval(settings.tell())
                .onBackpressureDrop()
                .concatMap(tick -> tell().onErrorResume(failure -> {
                    log.debug("Alerts cannot be told now; they are later: {}", failure.toString());
                    return Mono.empty();
                }))
                .subscribe();
    }

    private Mono<Void> tell() {
        return alerts.take(AT_ONCE, LEASE)
                .flatMapMany(Flux::fromIterable)
                .flatMap(this::tell, AT_ONCE)
                .then();
    }

    private Mono<Void> tell(Delivery delivery) {
        if (delivery.channel().equals(Delivery.WEBHOOK) && delivery.webhook() == null) {
            return alerts.end(delivery, "unwanted", "");
        }
        return words.of(delivery)
                .flatMap(own -> delivery.channel().equals(Delivery.WEBHOOK)
                        ? webhook.post(delivery, own)
                        : mail.send(delivery, own))
                .thenReturn("")
                .onErrorResume(failure -> Mono.just(problem(failure)))
                .flatMap(problem -> alerts.end(delivery, problem.isEmpty() ? "delivered" : null, problem));
    }

    private static String problem(Throwable failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }

    @Override
    public void destroy() {
        running.dispose();
    }
}
