package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        try (InputStream stream =
                Objects.requireNonNull(PackagedPricesTest.class.getResourceAsStream("/" + resource), resource)) {
            return PricingFile.read(resource, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
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
                "claude-sonnet-4-20250514",
                "claude-sonnet-5",
                "claude-opus-4-1-20250805",
                "claude-opus-5"
            })
    void price_the_well_known_models(String name) {
        assertThat(book("pricing.yaml").model(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gpt-4o-audio-preview", "gpt-4o-mini-tts", "gpt-5-pro", "o3-deep-research", "o1-pro", "claude-2"
            })
    void price_no_model_by_the_wildcard_of_a_cheaper_one(String name) {
        assertThat(book("pricing.yaml").model(name)).isEmpty();
    }

    @Test
    void name_the_real_providers_and_the_variables_of_their_keys() {
        assertThat(book("pricing.yaml").providers().values())
                .extracting(provider -> provider.url() + " " + provider.keyEnv().orElse(""))
                .containsExactly(
                        "https://api.openai.com OPENAI_API_KEY", "https://api.anthropic.com ANTHROPIC_API_KEY");
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
            if (provider.equals("openai") || provider.equals("anthropic")) {
                book.model(entry.getKey()).ifPresent(model -> {
                    compared.add(entry.getKey());
                    differences.addAll(differences(book, entry.getKey(), model, entry.getValue()));
                });
            }
        });
        System.out.println("compared " + compared.size() + " models with the public price table");
        assertThat(compared).hasSizeGreaterThan(40);
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
