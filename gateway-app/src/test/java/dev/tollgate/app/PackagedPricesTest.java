package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.importer.LiteLlmImport;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The price books that come with the program. */
final class PackagedPricesTest {

    private static final BigDecimal MARKUP = new BigDecimal("1.2");
    private static final BigDecimal MILLION = new BigDecimal(1_000_000);

    /** The kinds that the public price table names, by its field. */
    private static final Map<String, TokenKind> FIELDS = Map.of(
            "input_cost_per_token", TokenKind.INPUT,
            "cache_read_input_token_cost", TokenKind.INPUT_CACHED,
            "cache_creation_input_token_cost", TokenKind.INPUT_CACHE_WRITE,
            "output_cost_per_token", TokenKind.OUTPUT);

    private static PriceBook book(String resource) {
        try {
            return PricingFile.read(resource, text(resource));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o",
                "gpt-4o-2024-08-06",
                "gpt-4o-mini",
                "gpt-4o-mini-2024-07-18",
                "gpt-4.1",
                "gpt-4.1-mini",
                "gpt-4.1-nano",
                "gpt-5",
                "gpt-5-mini",
                "gpt-5-nano-2025-08-07",
                "gpt-5.5",
                "o3",
                "o4-mini",
                "text-embedding-3-small",
                "text-embedding-3-large",
                "claude-haiku-4-5-20251001",
                "claude-sonnet-4-5",
                "claude-sonnet-4-5-20250929",
                "claude-sonnet-5",
                "claude-opus-4-1",
                "claude-opus-5",
                "gemini-2.5-pro",
                "gemini/gemini-2.5-flash",
                "gemini-3.6-flash",
                "sonar",
                "perplexity/sonar-pro"
            })
    void price_the_well_known_models(String name) {
        assertThat(book("pricing.yaml").model(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-audio-preview",
                "gpt-4o-mini-tts",
                "gpt-5-pro",
                "o3-deep-research",
                "o1-pro",
                "claude-2",
                "claude-sonnet-4-20250514",
                "gemini-2.5-pro-preview-tts",
                "sonar-deep-research"
            })
    void price_no_model_that_is_another_than_those_listed(String name) {
        assertThat(book("pricing.yaml").model(name)).isEmpty();
    }

    @Test
    void name_the_real_providers_and_the_variables_of_their_keys() {
        assertThat(book("pricing.yaml").providers().values())
                .extracting(provider -> provider.url() + " " + provider.keyEnv().orElse(""))
                .containsExactly(
                        "https://api.openai.com OPENAI_API_KEY",
                        "https://api.anthropic.com ANTHROPIC_API_KEY",
                        "https://generativelanguage.googleapis.com/v1beta/openai GEMINI_API_KEY",
                        "https://api.perplexity.ai PERPLEXITY_API_KEY");
    }

    @Test
    void are_read_without_a_problem_and_can_be_read_by_people() throws IOException {
        String yaml = text("pricing.yaml");
        PriceBook book = PricingFile.read("pricing.yaml", yaml);
        assertThat(book.models()).hasSizeGreaterThan(80);
        assertThat(book.models()).noneMatch(Model::isWildcard);
        assertThat(book.plans()).extracting(Plan::name).containsExactly("free", "pro");
        assertThat(yaml.lines()).hasSizeLessThan(400);
    }

    @Test
    void the_plans_that_they_suggest_can_be_used() throws IOException {
        String yaml = text("pricing.yaml").replaceAll("(?m)^  # ((daily|team|enterprise):)", "  $1");
        List<Plan> plans = PricingFile.read("pricing.yaml", yaml).plans();
        assertThat(plans).extracting(Plan::name).containsExactly("free", "pro", "daily", "team", "enterprise");
        assertThat(plans.get(2).grants()).extracting(Plan.Grant::every).containsExactly(Plan.Every.DAY);
        assertThat(plans.get(3).offer().tokensPerMonth()).isPresent();
        assertThat(plans.get(4).offer().contact()).isPresent();
    }

    /** The command that the file names, given the table that it names, writes what stands below. */
    @Test
    void are_what_the_import_writes_from_the_public_price_table() throws IOException {
        String yaml = text("pricing.yaml");
        LiteLlmImport.Options options = new LiteLlmImport.Options(
                List.of(said(yaml, "--only (\\S+)").split(",")),
                List.of(said(yaml, "'(\\S+)'").split(",")),
                false,
                false,
                Optional.of(new BigDecimal(said(yaml, "--web-search (\\S+)"))),
                LocalDate.parse(said(yaml, "as read on (\\S+)\\.")),
                Optional.of(LocalDate.parse(said(yaml, "--table-date (\\S+)"))));
        assertThat(yaml).endsWith("\n\n" + LiteLlmImport.write(publicTable(), options));
    }

    private static String said(String yaml, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(yaml);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static String text(String resource) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(PackagedPricesTest.class.getResourceAsStream("/" + resource), resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void give_the_demo_its_credits() {
        PriceBook demo = book("demo-pricing.yaml");
        assertThat(demo.firstPlan().grants().get(0).credits()).hasToString("100");
        assertThat(demo.model("gpt-4o-mini")).isPresent();
        assertThat(demo.model("claude-sonnet-4-5")).isPresent();
    }

    /** The table may be a few months older than the book; where both name a model, they must agree. */
    @Test
    void agree_with_the_public_price_table() throws IOException {
        Path table = publicTable();
        JsonNode models = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(Files.readAllBytes(table));
        PriceBook book = book("pricing.yaml");
        List<String> compared = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        models.propertyStream().forEach(entry -> {
            String provider = entry.getValue().path("litellm_provider").asString("");
            if (book.providers().containsKey(provider)) {
                book.model(entry.getKey()).ifPresent(model -> {
                    compared.add(entry.getKey());
                    differences.addAll(differences(book, entry.getKey(), model, entry.getValue()));
                });
            }
        });
        System.out.println("compared " + compared.size() + " models with the public price table");
        assertThat(compared).hasSizeGreaterThan(80);
        assertThat(differences).isEmpty();
    }

    private static List<String> differences(PriceBook book, String name, Model model, JsonNode listed) {
        List<String> differences = new ArrayList<>();
        FIELDS.forEach((field, kind) -> {
            JsonNode price = listed.path(field);
            if (price.isNumber() && price.decimalValue().signum() > 0) {
                BigDecimal expected = price.decimalValue().multiply(MILLION).multiply(MARKUP);
                Charge charge = book.tariff(model, book.firstPlan())
                        .price(Usage.builder().tokens(kind, 1000).build());
                BigDecimal ours = charge.lines().get(0).unitPrice();
                if (ours.compareTo(expected) != 0) {
                    differences.add(name + " " + kind + ": " + ours + " instead of " + expected);
                }
            }
        });
        return differences;
    }

    private static Path publicTable() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path table = folder.resolve("shared/data/litellm-model-prices.json");
            if (Files.exists(table)) {
                return table;
            }
        }
        assumeTrue(false, "no folder above this module has shared/data: the price table is not compared");
        throw new AssertionError();
    }
}
