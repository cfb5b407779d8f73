package dev.tollgate.filter.gateway;

import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.ledger.usage.KeptObjects.Maker;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response that is shown again. What it has made since it was begun is written down as its maker's before the end of it goes
 * out: who follows it in the background may see that later than the client. Its bytes pass as they come, and nothing is charged.
 */
final class ShownResponse {

    private static final String OPERATION = "responses";

    /** Its model matters to nobody here. */
    private static final byte[] ANY = "{\"model\":\"any\"}".getBytes(StandardCharsets.UTF_8);

    private static final byte[] ANY_STREAM = "{\"model\":\"any\",\"stream\":true}".getBytes(StandardCharsets.UTF_8);

    private final ObjectMemory memory;
    private final Maker maker;
    private final UsageReader reader;
    private boolean told;

    /** @param type the media type of the answer */
    ShownResponse(ObjectMemory memory, Maker maker, Dialect dialect, boolean stream, String type) {
        this.memory = memory;
        this.maker = maker;
        Operation operation = dialect.operations().stream()
                .filter(known -> known.name().equals(OPERATION))
                .findFirst()
                .orElseThrow();
        Intent intent = dialect.intent(operation, stream ? ANY_STREAM : ANY);
        this.reader = dialect.reader(intent, new UsageReader.Answer(200, type, false));
    }

    /** @param bytes of the answer's body */
    Flux<byte[]> passed(Flux<byte[]> bytes) {
        return bytes.concatMap(this::pass).concatWith(Mono.defer(this::end).then(Mono.empty()));
    }

    /** The portion that has the answer's end in it waits until it is known whose it is. */
    private Mono<byte[]> pass(byte[] portion) {
        if (told) {
            return Mono.just(portion);
        }
        reader.read(portion);
        return reader.complete() ? remembered().thenReturn(portion) : Mono.just(portion);
    }

    /** One that was cut has told something, too; the reader looks at what it has not seen the end of when it reports. */
    private Mono<Void> end() {
        if (told) {
            return Mono.empty();
        }
        reader.report();
        return remembered();
    }

    private Mono<Void> remembered() {
        told = true;
        return memory.remember(maker, Set.copyOf(reader.kept()));
    }
}
