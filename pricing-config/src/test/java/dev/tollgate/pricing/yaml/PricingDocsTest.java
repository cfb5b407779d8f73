package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.yaml.shape.BookShape;
import dev.tollgate.pricing.yaml.shape.MessagesShape;
import dev.tollgate.pricing.yaml.shape.ModelShape;
import dev.tollgate.pricing.yaml.shape.PackageShape;
import dev.tollgate.pricing.yaml.shape.PlanShape;
import dev.tollgate.pricing.yaml.shape.PromoCodeShape;
import dev.tollgate.pricing.yaml.shape.ProviderShape;
import dev.tollgate.pricing.yaml.shape.RewardsShape;
import dev.tollgate.pricing.yaml.shape.ServiceShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/pricing.md says what the reader does. */
final class PricingDocsTest {

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ERROR = Pattern.compile("```\npricing.yaml:\\d+:\\d+: (.*?)\n", Pattern.DOTALL);

    @Test
    void its_examples_are_read_without_a_problem() throws IOException {
        List<PriceBook> books = new ArrayList<>();
        for (Matcher example = YAML.matcher(page()); example.find(); ) {
            books.add(PricingFile.read("docs/pricing.md", example.group(1)));
        }
        assertThat(books).hasSize(1);
        PriceBook book = books.get(0);
        assertThat(book.models()).extracting(Model::name).containsExactly("gpt-4o-mini", "claude-sonnet-*");
        assertThat(book.firstPlan().name()).isEqualTo("free");
        assertThat(book.firstPlan().grants().get(0).unusedExpire()).isTrue();
    }

    @Test
    void the_example_takes_ten_lines() throws IOException {
        Matcher example = YAML.matcher(page());
        assertThat(example.find()).isTrue();
        assertThat(example.group(1).lines()).hasSizeLessThanOrEqualTo(11);
    }

    @Test
    void it_names_every_key_of_the_file() throws IOException {
        String page = page();
        Stream<String> keys = Stream.of(
                        BookShape.class,
                        ProviderShape.class,
                        ModelShape.class,
                        ServiceShape.class,
                        PackageShape.class,
                        PlanShape.class,
                        PromoCodeShape.class,
                        RewardsShape.class,
                        MessagesShape.class)
                .flatMap(shape -> Keys.of(shape).words().stream());
        assertThat(keys)
                .allSatisfy(key -> assertThat(page).containsPattern("`([a-z_]+\\.)?" + key + "[`.:]|\\*\\*`" + key));
        assertThat(Stream.of(TokenKind.values()))
                .allSatisfy(kind -> assertThat(page).contains("`" + kind.name().toLowerCase(Locale.ROOT) + "`"));
    }

    @Test
    void the_error_that_it_shows_is_the_one_that_is_told() throws IOException {
        Matcher shown = ERROR.matcher(page());
        assertThat(shown.find()).isTrue();
        Path golden = root().resolve("pricing-config/src/test/resources/problems/misspelled.txt");
        assertThat(Files.readString(golden)).contains(shown.group(1));
    }

    private static String page() throws IOException {
        return Files.readString(root().resolve("docs/pricing.md"));
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/pricing.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above has docs/pricing.md");
        }
        return folder;
    }
}
