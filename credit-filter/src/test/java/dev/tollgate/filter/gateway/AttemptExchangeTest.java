package dev.tollgate.filter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What becomes of an attempt that failed, at whatever time, does nothing to the next one. */
final class AttemptExchangeTest {

    private static final String CONNECTION = "a connection";

    private final MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/"));
    private final MockServerHttpResponse client = exchange.getResponse();

    private static DataBuffer bytes(ServerHttpResponse of, String text) {
        return of.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void head(ServerWebExchange attempt, HttpStatusCode status, String name) {
        attempt.getResponse().setStatusCode(status);
        attempt.getResponse().getHeaders().set(name, "said");
    }

    @Test
    void an_attempt_has_the_attributes_of_the_exchange_and_keeps_its_own() {
        exchange.getAttributes().put("route", "chat");
        ServerWebExchange first = new AttemptExchange(exchange).mutate().build();
        ServerWebExchange second = new AttemptExchange(exchange).mutate().build();
        first.getAttributes().put(CONNECTION, 1);
        second.getAttributes().put(CONNECTION, 2);
        first.getAttributes().remove("route");
        assertThat(first.<Integer>getAttribute(CONNECTION)).isEqualTo(1);
        assertThat(second.<Integer>getAttribute(CONNECTION)).isEqualTo(2);
        assertThat(second.<String>getAttribute("route")).isEqualTo("chat");
        assertThat(exchange.getAttributes()).doesNotContainKey(CONNECTION).containsKey("route");
    }

    @Test
    void a_head_that_comes_late_is_not_the_one_of_the_answer() {
        client.getHeaders().set("before", "all");
        ServerWebExchange first = new AttemptExchange(exchange);
        ServerWebExchange second = new AttemptExchange(exchange);
        head(second, HttpStatus.OK, "second");
        head(first, HttpStatus.SERVICE_UNAVAILABLE, "first");
        ServerHttpResponse answer = second.getResponse();
        answer.writeWith(Mono.just(bytes(answer, "Hello"))).block();
        assertThat(client.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(client.getHeaders().headerNames()).containsExactlyInAnyOrder("before", "second");
        assertThat(client.getBodyAsString().block()).isEqualTo("Hello");
    }

    @Test
    void what_is_set_while_the_body_is_waited_for_goes_out_with_it() {
        ServerHttpResponse answer = new AttemptExchange(exchange).getResponse();
        answer.writeAndFlushWith(Mono.fromSupplier(() -> {
                    answer.setStatusCode(HttpStatusCode.valueOf(529));
                    answer.getHeaders().set("cost", "0");
                    return Flux.just(bytes(answer, "Hello"));
                }))
                .block();
        assertThat(client.getStatusCode()).isEqualTo(HttpStatusCode.valueOf(529));
        assertThat(client.getHeaders().getFirst("cost")).isEqualTo("0");
    }

    @Test
    void an_answer_without_a_body_has_a_head() {
        ServerWebExchange attempt = new AttemptExchange(exchange);
        head(attempt, HttpStatus.NOT_FOUND, "first");
        attempt.getResponse().writeWith(Flux.empty()).block();
        assertThat(client.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(client.getHeaders().getFirst("first")).isEqualTo("said");
    }

    @Test
    void an_attempt_that_fails_before_its_body_tells_nothing() {
        ServerWebExchange attempt = new AttemptExchange(exchange);
        head(attempt, HttpStatus.OK, "first");
        attempt.getResponse()
                .writeWith(Flux.error(new IllegalStateException("broken")))
                .onErrorComplete()
                .block();
        assertThat(client.isCommitted()).isFalse();
        assertThat(client.getStatusCode()).isNull();
        assertThat(client.getHeaders().isEmpty()).isTrue();
    }
}
