package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.dialect.UsageReader;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;

/** The head of a provider's answer, as it was before anything of it was changed. */
record AnswerHead(
        int status,
        @Nullable String contentType,
        boolean encoded,
        @Nullable String upstreamRequestId,
        HttpHeaders headers) {

    static AnswerHead of(ServerHttpResponse response) {
        HttpStatusCode status = response.getStatusCode();
        String encoding = response.getHeaders().getFirst("content-encoding");
        return new AnswerHead(
                status == null ? 200 : status.value(),
                response.getHeaders().getFirst("content-type"),
                encoding != null && !encoding.equalsIgnoreCase("identity"),
                AnswerHeaders.upstreamRequestId(response.getHeaders()),
                HttpHeaders.copyOf(response.getHeaders()));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isStream() {
        return contentType != null
                && contentType.regionMatches(
                        true, 0, MediaType.TEXT_EVENT_STREAM_VALUE, 0, MediaType.TEXT_EVENT_STREAM_VALUE.length());
    }

    UsageReader.Answer facts(Ticket ticket) {
        return new UsageReader.Answer(
                status,
                contentType == null || encoded ? "" : contentType,
                ticket.provider().forceUsage(),
                ticket.provider().usage(),
                ticket.tariff().pricesTokens(),
                headers::getFirst);
    }
}
