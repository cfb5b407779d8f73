package dev.tollgate.app.llm;

import dev.langchain4j.http.client.HttpRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;

/**
 * What a model has written, in the name of the caller: path, body and the version of a dialect are the model's, everything else is
 * of the caller's request. The model's own idea of a key is left out.
 */
final class GateRequest extends ServerHttpRequestDecorator {

    /** Of the caller's body, which is another one. */
    private static final Set<String> OF_THE_BODY = Set.of(
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "expect",
            "accept-encoding",
            "trailer");

    private static final Set<String> OF_THE_DIALECT = Set.of("anthropic-version", "anthropic-beta");

    private final URI uri;
    private final RequestPath path;
    private final MultiValueMap<String, String> query;
    private final HttpHeaders headers;
    private final byte[] body;
    private final DataBufferFactory buffers;

    GateRequest(ServerHttpRequest caller, DataBufferFactory buffers, HttpRequest written, Notes notes) {
        super(caller);
        URI target = URI.create(written.url());
        String asked = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        this.uri = caller.getURI().resolve(target.getRawPath() + asked);
        this.path = RequestPath.parse(uri, "");
        this.query = new LinkedMultiValueMap<>(
                UriComponentsBuilder.fromUri(uri).build(true).getQueryParams());
        this.body = Objects.requireNonNullElse(written.body(), "").getBytes(StandardCharsets.UTF_8);
        this.headers = headers(caller.getHeaders(), written, notes);
        headers.setContentLength(body.length);
        this.buffers = buffers;
    }

    private static HttpHeaders headers(HttpHeaders caller, HttpRequest written, Notes notes) {
        HttpHeaders headers = new HttpHeaders();
        for (String name : caller.headerNames()) {
            if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                headers.addAll(name, caller.getOrEmpty(name));
            }
        }
        headers.setContentType(MediaType.APPLICATION_JSON);
        written.headers().forEach((name, values) -> {
            if (OF_THE_DIALECT.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, values);
            }
        });
        notes.addTo(headers);
        return headers;
    }

    @Override
    public HttpMethod getMethod() {
        return HttpMethod.POST;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public RequestPath getPath() {
        return path;
    }

    @Override
    public MultiValueMap<String, String> getQueryParams() {
        return query;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> Flux.just(buffers.wrap(body)));
    }
}
