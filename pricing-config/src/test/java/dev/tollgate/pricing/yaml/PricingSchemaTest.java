package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.json.JsonMapper;

/** An editor that goes by the schema tells the same as the reader, as far as the shape of the file goes. */
final class PricingSchemaTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(PricingSchema.json());

    private static final Pattern YAML_BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    /**
     * What the reader refuses for what it means, which no shape can say. Each is a change of a full file, with the
     * reason.
     */
    private static final Map<Pattern, String> MEANING = meaning();

    private static final String NO_NAME_HERE = "(1\\.505|true|TRUE|Authorization|1e0|9999d|10000000000000)";

    private static Map<Pattern, String> meaning() {
        Map<Pattern, String> meaning = new LinkedHashMap<>();
        meaning.put(Pattern.compile("(providers|models|plans)\\.[^.]+ removed"), "something else names it");
        meaning.put(Pattern.compile("(models|plans) = \\{\\}"), "plans and promo codes name them");
        meaning.put(Pattern.compile("(models|plans) removed"), "plans and promo codes name them");
        meaning.put(Pattern.compile("include(\\[\\d])? = .*"), "no such files, or none with the providers");
        meaning.put(
                Pattern.compile("credit(\\.(shown_as|tokens))? removed"),
                "prices in dollars, or models without a price");
        meaning.put(
                Pattern.compile("(balance\\.\\w+|packages\\.starter\\.bonus) = 1\\.505"),
                "dollars, where a credit has no worth in money");
        meaning.put(
                Pattern.compile("(packages\\.\\w+|plans\\.\\w+\\.price)\\.pay = 1\\.505"),
                "parts of a cent: to tell them of a number, editors would have to calculate in decimals");
        meaning.put(Pattern.compile("messages\\.\\w+ = /a/\\{model}"), "a placeholder of other messages");
        meaning.put(Pattern.compile("packages\\.starter\\.credits removed"), "dollars buy no credits there");
        meaning.put(Pattern.compile("models\\.[^.]+\\.provider = " + NO_NAME_HERE), "no provider has this name");
        meaning.put(
                Pattern.compile(
                        "models\\.[^.]+\\.((tokens|bands|image|second|minute|characters|credits) removed|image = \\{})"),
                "a model that has no other price");
        meaning.put(
                Pattern.compile("models\\.banded\\.bands( = \\[]|\\[\\d](\\.\\w+)? .*)"),
                "bands go in one direction, and the first names what it prices");
        meaning.put(Pattern.compile("models\\.[^.]+\\.tokens\\.output removed"), "only some models write nothing");
        meaning.put(Pattern.compile("models\\.given-away\\.free removed"), "a model without a price");
        meaning.put(
                Pattern.compile("models\\.gpt\\.tokens(_above_\\w+\\.\\w+ = 1\\.505|\\.cached (= 1\\.505|removed))"),
                "a tier cheaper than below, or cached input dearer than other");
        meaning.put(
                Pattern.compile("services\\.\\w+ with (minimum|round_up) of voice"),
                "a length of time, for what is not sold by time");
        meaning.put(Pattern.compile("models\\.[^.]+ with aliases of .*"), "two models of one alias");
        meaning.put(
                Pattern.compile("models\\.[^.]+ with fallbacks of .*"), "a fallback of itself, or of another dialect");
        meaning.put(Pattern.compile("models\\.gpt\\.fallbacks\\[\\d\\] = [^¿].*"), "no model has this name");
        meaning.put(Pattern.compile("services\\.\\w+\\.provider = " + NO_NAME_HERE), "no provider has this name");
        meaning.put(Pattern.compile("plans\\.free\\.models\\[\\d\\] = [^¿].*"), "no model has this name");
        meaning.put(Pattern.compile("plans\\.pro\\.grant\\[0\\]\\.every removed"), "two grants of one period");
        meaning.put(
                Pattern.compile("promo_codes\\.welcome\\.(plans|first_payment_of)\\[\\d\\] = " + NO_NAME_HERE),
                "no plan has this name");
        return meaning;
    }

    @Test
    void it_takes_all_files_that_are_in_the_house() throws IOException {
        List<String> files = new ArrayList<>();
        for (Map.Entry<String, String> file : files().entrySet()) {
            files.add(file.getKey());
            assertThat(refusals(YamlValues.of(file.getValue())))
                    .as(file.getKey())
                    .isEmpty();
        }
        System.out.println("valid by the schema: " + files);
        assertThat(files).hasSizeGreaterThan(3);
    }

    /** A file with one change, and who refuses it. */
    private record Verdict(String change, boolean bySchema, boolean byReader) {

        static Stream<Verdict> all(FullFile file) {
            return file.values().mutations().entrySet().parallelStream().map(mutation -> {
                YamlValues changed = mutation.getValue();
                return new Verdict(mutation.getKey(), !refusals(changed).isEmpty(), isRefused(file, changed));
            });
        }

        private static boolean isRefused(FullFile file, YamlValues changed) {
            try {
                file.read(changed.root());
                return false;
            } catch (PricingProblems problems) {
                return true;
            }
        }
    }

    @Test
    void schema_and_reader_refuse_the_same_files() {
        List<Verdict> verdicts = FullFile.ALL.stream().flatMap(Verdict::all).toList();
        List<String> schemaOnly = new ArrayList<>();
        List<String> readerOnly = new ArrayList<>();
        Set<Pattern> used = new HashSet<>();
        for (Verdict verdict : verdicts) {
            if (verdict.bySchema() && !verdict.byReader()) {
                schemaOnly.add(verdict.change());
            } else if (verdict.byReader() && !verdict.bySchema()) {
                MEANING.keySet().stream()
                        .filter(each -> each.matcher(verdict.change()).matches())
                        .findFirst()
                        .ifPresentOrElse(used::add, () -> readerOnly.add(verdict.change()));
            }
        }
        long both = verdicts.stream()
                .filter(verdict -> verdict.bySchema() && verdict.byReader())
                .count();
        System.out.println(verdicts.size() + " files with one change, refused by both: " + both);
        assertThat(schemaOnly).as("refused by the schema only").isEmpty();
        assertThat(readerOnly).as("refused by the reader only").isEmpty();
        assertThat(used).as("reasons that are still true").containsExactlyInAnyOrderElementsOf(MEANING.keySet());
        assertThat(both).isGreaterThan(4_000);
    }

    /** What is wrong with these is what they mean, or how their YAML is written, or stands in another file. */
    private static final Set<String> ONLY_READ = Set.of(
            "include-clash",
            "include-mistakes",
            "include-text",
            "include-whole-book",
            "provider-unknown",
            "slips-inside",
            "too-many-credits",
            "wildcards-unreachable");

    @Test
    void of_the_files_with_mistakes_an_editor_marks_all_but_those_whose_shape_is_right() throws IOException {
        Set<String> taken = new TreeSet<>();
        List<Path> files = list(root().resolve("pricing-config/src/test/resources/problems"), ".yaml");
        for (Path file : files) {
            String text = Files.readString(file);
            if (isRefused(text) && isTaken(text)) {
                taken.add(file.getFileName().toString().replace(".yaml", ""));
            }
        }
        System.out.println(files.size() + " files with mistakes, of a right shape: " + taken);
        assertThat(taken).isEqualTo(ONLY_READ);
    }

    private static boolean isTaken(String text) {
        try {
            return refusals(YamlValues.of(text)).isEmpty();
        } catch (YamlEngineException | ClassCastException | NullPointerException noSections) {
            return false;
        }
    }

    static boolean isRefused(String json) {
        try {
            PricingFile.read("mutation.yaml", json);
            return false;
        } catch (PricingProblems problems) {
            return true;
        }
    }

    static List<?> refusals(YamlValues values) {
        return SCHEMA.validate(JSON.valueToTree(values.root()));
    }

    /** The books that come with the program, the examples, and every block of YAML in the docs that is a whole file. */
    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        FullFile.ALL.forEach(full -> files.put(full.name(), full.text()));
        Path root = root();
        for (String name : List.of("demo-pricing.yaml", "pricing.yaml")) {
            files.put(
                    name,
                    Files.readString(
                            root.resolve("gateway-app/src/main/resources").resolve(name)));
        }
        if (Files.isDirectory(root.resolve("examples"))) {
            for (Path example : list(root.resolve("examples"), ".yaml")) {
                files.put("examples/" + example.getFileName(), Files.readString(example));
            }
        }
        for (Path page : list(root.resolve("docs"), ".md")) {
            Matcher block = YAML_BLOCK.matcher(Files.readString(page));
            for (int i = 1; block.find(); i++) {
                if (block.group(1).contains("providers:")) {
                    files.put(page.getFileName() + " block " + i, block.group(1));
                }
            }
        }
        return files;
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/pricing.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above has docs/pricing.md");
        }
        return folder;
    }
}
