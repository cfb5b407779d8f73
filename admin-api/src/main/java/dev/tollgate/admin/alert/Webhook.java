package dev.tollgate.admin.alert;

import dev.tollgate.ledger.alert.Alert;
import dev.tollgate.ledger.alert.Delivery;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts alerts to the addresses that accounts named. Strangers choose these addresses, so: public ones only, no
 * redirects, no proxy, a connection for each, little time, and nothing of the answer is read but its status.
 */
@Component
final class Webhook implements DisposableBean {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CONNECT_MILLIS = 5000;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int REDIRECT = 300;

    private final WebhookSecrets secrets;
    private final ConnectionProvider connections = ConnectionProvider.newConnection();
    private final LoopResources loops = LoopResources.create("alert", 1, true);
    private final GuardedResolver resolver;
    private final HttpClient http;

    Webhook(WebhookSecrets secrets, AlertSettings settings) {
        this.secrets = secrets;
        this.resolver = new GuardedResolver(
                new DnsAddressResolverGroup(new DnsNameResolverBuilder().datagramChannelType(NioDatagramChannel.class)),
                address -> settings.allowLocal() || PublicAddress.is(address));
        this.http = HttpClient.create(connections)
                .runOn(loops, false)
                .resolver(resolver)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .noProxy()
                .followRedirect(false)
                .disableRetry(true)
                .responseTimeout(ANSWER);
    }

    /**
     * Completes when the address has answered with a status of 200 to 299; fails with what happened otherwise.
     *
     * @param own what the operator says
     */
    Mono<Void> post(Delivery delivery, Optional<String> own) {
        String url = Objects.requireNonNull(delivery.webhook());
        String secret = secrets.secret(delivery.account(), Objects.requireNonNull(delivery.nonce()));
        String body = body(delivery, own);
        String signature = WebhookSecrets.signature(secret, Instant.now().getEpochSecond(), body);
        return http.headers(headers -> headers.set("content-type", "application/json")
                        .set("user-agent", "Tollgate")
                        .set("tollgate-event-id", delivery.alert().id())
                        .set("tollgate-signature", signature))
                .post()
                .uri(url)
                .send(ByteBufFlux.fromString(Mono.just(body), StandardCharsets.UTF_8, ByteBufAllocator.DEFAULT))
                // The body is not asked for: the connection is closed instead.
                .response((answer, content) -> Mono.just(answer.status().code()))
                .next()
                .timeout(WHOLE)
                .flatMap(status -> status >= OK && status < REDIRECT
                        ? Mono.<Void>empty()
                        : Mono.error(new IllegalStateException("the address answered with status " + status)));
    }

    private static String body(Delivery delivery, Optional<String> own) {
        Alert alert = delivery.alert();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id", alert.id());
        fields.put("type", "low_balance");
        fields.put("at", alert.at().toString());
        fields.put("account", delivery.account());
        fields.put("balance", alert.balance().toString());
        fields.put("threshold", alert.threshold().toString());
        own.ifPresent(words -> fields.put("message", words));
        return JSON.writeValueAsString(fields);
    }

    @Override
    public void destroy() {
        resolver.close();
        connections.dispose();
        loops.dispose();
    }
}
