package dev.tollgate.filter.gateway;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientResponse;

/**
 * What one attempt has for the client. Its status and headers are kept apart until the first of its body goes out, so those of
 * an attempt that tells nothing reach nobody, however late they come.
 */
final class AttemptResponse extends ServerHttpResponseDecorator {

    private final Map<String, Object> attributes;
    private final HttpHeaders headers;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable HttpStatusCode status;

    /** @param attributes of the attempt */
    AttemptResponse(ServerHttpResponse delegate, Map<String, Object> attributes) {
        super(delegate);
        this.attributes = attributes;
        this.headers = HttpHeaders.copyOf(delegate.getHeaders());
    }

    @Override
    public boolean setStatusCode(@Nullable HttpStatusCode code) {
        status = code;
        return !isCommitted();
    }

    @Override
    public boolean setRawStatusCode(@Nullable Integer code) {
        return setStatusCode(code == null ? null : HttpStatusCode.valueOf(code));
    }

    /** The gateway writes a status without a name past all decorators, so that is read from where it came. */
    @Override
    public @Nullable HttpStatusCode getStatusCode() {
        HttpStatusCode named = status;
        Object answer = attributes.get(ServerWebExchangeUtils.CLIENT_RESPONSE_ATTR);
        return named == null && answer instanceof HttpClientResponse provider
                ? HttpStatusCode.valueOf(provider.status().code())
                : named;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return super.writeWith(Flux.from(body).doOnNext(first -> tell()).doOnComplete(this::tell));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return super.writeAndFlushWith(Flux.from(body).doOnNext(first -> tell()).doOnComplete(this::tell));
    }

    @Override
    public Mono<Void> setComplete() {
        return Mono.defer(() -> {
            tell();
            return super.setComplete();
        });
    }

    private void tell() {
        if (told.compareAndSet(false, true)) {
            getDelegate().setStatusCode(getStatusCode());
            HttpHeaders visible = getDelegate().getHeaders();
            visible.clear();
            visible.putAll(headers);
        }
    }
}
