package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Requests in JSON with single quotes, for tests that are easy to read. */
final class Asked {

    private static final OpenAiDialect DIALECT = new OpenAiDialect();

    private Asked() {}

    static Intent chat(String body) {
        return ask("chat", body);
    }

    static Intent responses(String body) {
        return ask("responses", body);
    }

    static Intent embeddings(String body) {
        return ask("embeddings", body);
    }

    static String edited(Intent intent, @Nullable String model, long bound, boolean forceUsage) {
        OptionalLong written = bound == 0 ? OptionalLong.empty() : OptionalLong.of(bound);
        byte[] body = intent.upstreamBody(new Intent.Edit(model, written, forceUsage));
        return new String(body, StandardCharsets.UTF_8).replace('"', '\'');
    }

    /** Of a caller who has an alias for the model. */
    static Intent chatByAlias(String model, String body) {
        return ask("chat", body, alias -> model);
    }

    static Intent ask(String name, String body) {
        return ask(name, body, UnaryOperator.identity());
    }

    static Intent ask(String name, String body, UnaryOperator<String> names) {
        Operation operation = DIALECT.operations().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        return DIALECT.intent(operation, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), names);
    }
}
