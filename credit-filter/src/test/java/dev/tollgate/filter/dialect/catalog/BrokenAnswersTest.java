package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Answers with bytes changed, lost and doubled: read without a throw, passed on whole, and the same in any portions. The same
 * cases each time, and then for {@code -Dfuzz.seconds} (10 if left out) new ones for each reader in turn; {@code -Dfuzz.seed}
 * begins with a given one.
 */
final class BrokenAnswersTest {

    private static final String SYNTAX = "\r\n{}[]\":,0-9e\\";
    private static final int CASES = 10_000;
    private static final int LARGEST = 6_000;

    /** Of each reader, however little time there is. */
    private static final long ENOUGH = 20;

    private static final Duration FUZZED = Duration.ofSeconds(Long.getLong("fuzz.seconds", 10));

    private record Seed(String path, boolean stream, String contentType, byte[] wire) {

        /** Those of one kind have one reader. */
        String reader() {
            return path.replaceFirst("some-model:", "") + ' ' + contentType;
        }
    }

    @Test
    void broken_answers_are_passed_on_and_counted_alike_in_any_portions() {
        List<Seed> seeds = seeds(LARGEST);
        int reported = 0;
        for (int number = 0; number < CASES; number++) {
            Random random = new Random(number);
            Seed seed = seeds.get(random.nextInt(seeds.size()));
            UsageReport report = check(seed, random, "case " + number);
            reported += report.usage().inputTokens() > 0 ? 1 : 0;
        }
        assertThat(reported).isGreaterThan(CASES / 2);
    }

    @Test
    void a_number_that_is_none_and_a_document_that_is_a_scalar_are_read_alike_in_any_portions() {
        Stream<String> numbers = Stream.of(
                        "3.5.5",
                        "36.70999908447265.7",
                        "1e5e",
                        "01",
                        "-",
                        "1.",
                        "3-",
                        "1e+",
                        "12x",
                        "3'",
                        "1e99999999999")
                .map(number -> "{'task':'transcribe','duration':" + number + ",'text':'One two'}");
        Stream<String> scalars = Stream.of("352, 'text':'One two'}", "-1}", "true", "'One'", "null, null", "\r\n12 ");
        Stream.concat(numbers, scalars).forEach(wire -> {
            Seed seed = own("/v1/audio/transcriptions", false, wire);
            Fed whole = feed(seed, List.of(seed.wire()), wire);
            for (int cut = 1; cut < seed.wire().length; cut++) {
                byte[] first = Arrays.copyOf(seed.wire(), cut);
                byte[] second = Arrays.copyOfRange(seed.wire(), cut, seed.wire().length);
                Fed parts = feed(seed, List.of(first, second), wire);
                assertThat(parts.report()).as("%s, cut at %s", wire, cut).isEqualTo(whole.report());
                assertThat(parts.complete()).as(wire).isEqualTo(whole.complete());
            }
        });
    }

    @Test
    void each_reader_withstands_what_nobody_has_thought_of() {
        Map<String, List<Seed>> readers = new TreeMap<>();
        seeds(Integer.MAX_VALUE).forEach(seed -> readers.computeIfAbsent(seed.reader(), reader -> new ArrayList<>())
                .add(seed));
        List<String> names = List.copyOf(readers.keySet());
        Map<String, Integer> reported = new TreeMap<>();
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        long number = first;
        for (long end = System.nanoTime() + FUZZED.toNanos();
                number < first + names.size() * ENOUGH || System.nanoTime() < end;
                number++) {
            String name = names.get((int) Math.floorMod(number, (long) names.size()));
            List<Seed> ofReader = readers.getOrDefault(name, List.of());
            Random random = new Random(number);
            UsageReport report =
                    check(ofReader.get(random.nextInt(ofReader.size())), random, name + " -Dfuzz.seed=" + number);
            reported.merge(name, report.basis() == Basis.NONE ? 0 : 1, Integer::sum);
        }
        System.out.println("broken answers from " + first + " to " + number + ", with usage: " + reported);
        assertThat(reported.keySet()).containsExactlyElementsOf(names);
        assertThat(reported.values()).allMatch(count -> count > 0);
    }

    private static UsageReport check(Seed seed, Random random, String name) {
        byte[] wire = broken(seed.wire(), random);
        Fed whole = feed(seed, List.of(wire), name);
        Fed cut = feed(seed, Fed.portions(wire, random), name);
        assertThat(cut.report()).as(name).isEqualTo(whole.report());
        assertThat(cut.complete()).as(name).isEqualTo(whole.complete());
        assertThat(whole.all()).as(name).isEqualTo(new String(wire, StandardCharsets.ISO_8859_1));
        assertThat(cut.all()).as(name).isEqualTo(whole.all());
        return whole.report();
    }

    private static Fed feed(Seed seed, List<byte[]> portions, String name) {
        try {
            return Fed.feed(Fed.reader(seed.path(), seed.stream(), seed.contentType(), false), portions);
        } catch (RuntimeException thrown) {
            throw new AssertionError(name, thrown);
        }
    }

    private static byte[] broken(byte[] wire, Random random) {
        byte[] broken = wire.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(broken.length);
            switch (random.nextInt(4)) {
                case 0 -> broken[at] = (byte) random.nextInt(256);
                case 1 -> broken[at] = (byte) SYNTAX.charAt(random.nextInt(SYNTAX.length()));
                case 2 -> broken = joined(broken, at, Math.min(broken.length, at + random.nextInt(40)));
                default -> broken = joined(broken, Math.min(broken.length, at + random.nextInt(40)), at);
            }
        }
        return broken.length == 0 ? new byte[] {'{'} : broken;
    }

    /** The bytes up to one place, then those from another: a gap, or a stretch that comes twice. */
    private static byte[] joined(byte[] bytes, int to, int from) {
        byte[] joined = Arrays.copyOf(bytes, to + bytes.length - from);
        System.arraycopy(bytes, from, joined, to, bytes.length - from);
        return joined;
    }

    /** Recordings where they are, and a few answers of our own in any case. */
    private static List<Seed> seeds(int largest) {
        List<Seed> seeds = new ArrayList<>();
        Recorded.all().stream()
                .filter(recording -> recording.wire().length <= largest)
                .forEach(recording -> seeds.add(new Seed(
                        recording.path().orElseThrow(),
                        recording.stream(),
                        recording.contentType(),
                        recording.wire())));
        String usage = "{'prompt_tokens':3,'completion_tokens':4,'total_tokens':7}";
        seeds.add(
                own("/v1/chat/completions", false, "{'choices':[{'message':{'content':'€'}}],'usage':" + usage + "}"));
        seeds.add(own(
                "/v1/chat/completions",
                true,
                ": hi\r\n\r\ndata: {'choices':[{'delta':{'content':'€uro'}}]}\r\n\r\ndata: {'choices':[],'usage':"
                        + usage + "}\r\rdata: [DONE]\n\n"));
        return seeds;
    }

    private static Seed own(String path, boolean stream, String answer) {
        return new Seed(
                path,
                stream,
                stream ? "text/event-stream" : "application/json",
                answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
