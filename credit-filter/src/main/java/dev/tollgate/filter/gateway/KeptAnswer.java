package dev.tollgate.filter.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** An answer that can be told again: its status, those of its headers that stay true, and its body. */
record KeptAnswer(int status, Map<String, String> headers, byte[] body) {

    private static final String REPLAYED = "idempotent-replayed";

    static KeptAnswer of(int status, HttpHeaders headers, byte[] body) {
        Map<String, String> lasting = new LinkedHashMap<>();
        AnswerHeaders.lasting(headers)
                .forEach(name -> lasting.put(name, Objects.requireNonNull(headers.getFirst(name))));
        return new KeptAnswer(status, lasting, body);
    }

    Mono<Void> write(ServerHttpResponse response, DenialWriter limits) {
        response.setStatusCode(HttpStatusCode.valueOf(status));
        headers.forEach(response.getHeaders()::set);
        response.getHeaders().setContentLength(body.length);
        response.getHeaders().set(REPLAYED, "true");
        limits.tellLimits(response.getHeaders());
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(status);
            out.writeShort(headers.size());
            for (Map.Entry<String, String> header : headers.entrySet()) {
                out.writeUTF(header.getKey());
                out.writeUTF(header.getValue());
            }
            out.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @param bytes as {@link #bytes()} gave them */
    static KeptAnswer read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int status = in.readUnsignedShort();
            Map<String, String> headers = new LinkedHashMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                headers.put(in.readUTF(), in.readUTF());
            }
            return new KeptAnswer(status, headers, in.readAllBytes());
        } catch (IOException otherVersion) {
            throw new UncheckedIOException(otherVersion);
        }
    }
}
