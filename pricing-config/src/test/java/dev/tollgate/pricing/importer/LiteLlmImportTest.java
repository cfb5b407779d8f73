package dev.tollgate.pricing.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.importer.LiteLlmImport.Options;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LiteLlmImportTest {

    private static final Options TODAY = Options.asOf(LocalDate.of(2026, 11, 21));

    private Path folder = Path.of("");

    @BeforeEach
    void start(@TempDir Path given) {
        folder = given;
    }

    private String written(Options options, String... entries) {
        return LiteLlmImport.write(table(entries), options);
    }

    private Path table(String... entries) {
        try {
            return Files.writeString(folder.resolve("table.json"), "{" + String.join(",\n", entries) + "}");
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String entry(String key, String provider, String fields) {
        return '"' + key + "\": { \"litellm_provider\": \"" + provider + "\", \"mode\": \"chat\", " + fields + " }";
    }

    private static String priced(String key, String provider) {
        return entry(key, provider, "\"input_cost_per_token\": 2.5e-06, \"output_cost_per_token\": 1e-05");
    }

    @Test
    void prices_for_a_token_become_plain_decimals_for_a_million() {
        String yaml = written(
                TODAY,
                entry(
                        "gpt-x",
                        "openai",
                        """
                        "input_cost_per_token": 2.5e-06, "output_cost_per_token": 0.00001,
                        "cache_read_input_token_cost": "7.5E-8", "output_cost_per_reasoning_token": 1.2e-05,
                        "max_output_tokens": 16384, "max_input_tokens": 128000.0, "max_tokens": 5"""));
        assertThat(yaml)
                .contains("  gpt-x: { provider: openai, tokens: { input: 2.50, cached: 0.075, output: 10.00,"
                        + " reasoning: 12.00 }, max_output_tokens: 16384, max_input_tokens: 128000 }\n");
        assertThat(PricingFile.read("x.yaml", yaml).providers()).containsOnlyKeys("openai");
    }

    @Test
    void larger_requests_get_tiers_from_fields_and_from_ranges() {
        String yaml = written(
                TODAY,
                entry(
                        "by-fields",
                        "openai",
                        """
                        "input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06, "max_input_tokens": 200000,
                        "input_cost_per_token_above_200k_tokens": 2e-06"""),
                entry(
                        "by-ranges",
                        "openai",
                        """
                        "tiered_pricing": [
                          { "range": [32000.0, 128000.0], "input_cost_per_token": 5e-07, "output_cost_per_token": 2.5e-06 },
                          { "range": [0, 32000.0], "input_cost_per_token": 3e-07, "output_cost_per_token": 1.5e-06,
                            "cache_read_input_token_cost": 8e-08 } ]"""),
                entry(
                        "xai/from-threshold",
                        "xai",
                        """
                        "input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06,
                        "input_cost_per_token_above_128k_tokens": 2e-06"""));
        assertThat(yaml)
                .contains("tokens_above_200K: { input: 2.00 }")
                .contains("tokens_above_32K: { input: 0.50, cached: 0.50, output: 2.50 }")
                .contains("tokens_above_127999: { input: 2.00 }")
                .doesNotContain("max_input_tokens");
        assertThat(PricingFile.read("x.yaml", yaml).models()).hasSize(3);
    }

    @Test
    void what_our_file_cannot_say_stands_beside_the_model() {
        String yaml = written(
                TODAY,
                entry(
                        "gpt-x",
                        "openai",
                        """
                        "input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06,
                        "output_cost_per_video_per_second": 0.5, "output_cost_per_image": 0, "ocr_cost_per_page": null,
                        "input_cost_per_token_batches": 5e-07, "output_cost_per_token_priority": 8e-06,
                        "provider_specific_entry": { "us": 1.1, "fast": 6.0 }"""));
        assertThat(yaml)
                .contains(
                        "}  # not mapped: output_cost_per_video_per_second 0.5, provider_specific_entry fast 6, us 1.1,"
                                + " prices for batches, priority\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"output_cost_per_token\": 1e-06 | no price for input tokens; not mapped: output_cost_per_token 0.000001",
                "\"input_cost_per_token\": 0.0 | no price for input tokens",
                "\"input_cost_per_token\": 1e999999999 | no price for input tokens",
                "\"input_cost_per_token\": 2.5 | input at $2500000.00 for a million tokens looks mistyped: check it, and"
                        + " write the model yourself",
                "\"input_cost_per_token\": 1e-10 | input at $0.0001 for a million tokens looks mistyped: check it, and"
                        + " write the model yourself",
            })
    void a_model_without_a_sound_price_is_left_out_and_never_free(String fields, String why) {
        String yaml = written(TODAY, priced("gpt-x", "openai"), entry("gpt-y", "openai", fields));
        assertThat(yaml).contains("  # gpt-y left out: " + why + "\n");
        assertThat(PricingFile.read("x.yaml", yaml).model("gpt-y")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"cache_read_input_token_cost\": 1e-06", "\"input_cost_per_audio_token\": 1e-06"})
    void nothing_becomes_free_that_way_but_input_beside_output(String fields) {
        String yaml = written(TODAY.asTheyStand(), priced("gpt-x", "openai"), entry("gpt-y", "openai", fields));
        assertThat(yaml).contains("  # gpt-y left out: no price for input tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"output_cost_per_token\": 1e-06 | { input: 0.00, output: 1.00 }",
                "\"input_cost_per_token\": 2.5 | { input: 2500000.00 }",
                "\"input_cost_per_token\": 1e-10 | { input: 0.0001 }",
            })
    void it_is_taken_as_it_stands_if_that_is_asked_for(String fields, String tokens) {
        String yaml = written(TODAY.asTheyStand(), priced("gpt-x", "openai"), entry("gpt-y", "openai", fields));
        assertThat(yaml)
                .contains(" --as-it-stands", "  gpt-y: { provider: openai, tokens: " + tokens + ", confirmed: true }\n")
                .doesNotContain("left out: ");
        assertThat(PricingFile.read("x.yaml", yaml).model("gpt-y")).isPresent();
    }

    @Test
    void a_search_costs_as_the_dearest_one_and_is_a_fee_of_the_request_where_every_request_searches() {
        String searching =
                """
                "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06, "search_context_cost_per_query":
                { "search_context_size_low": 0.005, "search_context_size_high": 0.012 }""";
        String yaml = written(
                TODAY.webSearch(new BigDecimal("0.02")),
                entry("gpt-x", "openai", searching),
                entry("gpt-y", "openai", "\"supports_web_search\": true, \"input_cost_per_token\": 1e-06"),
                entry("perplexity/sonar", "perplexity", searching));
        assertThat(yaml)
                .contains(
                        "gpt-x: { provider: openai, tokens: { input: 1.00, output: 1.00 }, request: { web_search: 0.012 }")
                .contains("gpt-y: { provider: openai, tokens: { input: 1.00 }, request: { web_search: 0.02 }")
                .contains(
                        "aliases: [perplexity/sonar], tokens: { input: 1.00, output: 1.00 }, request: { each: 0.012 }");
    }

    @Test
    void dated_names_repeat_the_entry_and_fine_tuned_ones_stand_for_all_of_their_kind() {
        String yaml = written(
                TODAY,
                priced("gpt-x", "openai"),
                priced("gpt-x-2026-01-01", "openai"),
                priced("gpt-y", "openai"),
                priced("ft:gpt-x", "openai"));
        assertThat(yaml)
                .contains("  gpt-x: &gpt-x { provider: openai")
                .contains("  gpt-x-2026-01-01: *gpt-x\n")
                .contains("  gpt-y: { provider: openai")
                .contains("  \"ft:gpt-x:*\": { provider: openai");
        assertThat(PricingFile.read("x.yaml", yaml).model("ft:gpt-x:acme::1")).isPresent();
    }

    @Test
    void a_name_that_two_providers_have_belongs_to_the_one_that_was_named_first() {
        String[] entries = {
            priced("groq/llama", "groq"), priced("cerebras/llama", "cerebras"), priced("llama", "bedrock")
        };
        String yaml = written(TODAY.only("groq", "cerebras", "bedrock"), entries);
        PriceBook book = PricingFile.read("x.yaml", yaml);
        assertThat(book.model("llama")).map(Model::provider).hasValue("groq");
        assertThat(book.model("groq/llama")).isPresent();
        assertThat(yaml)
                .contains("  # cerebras/llama left out: groq has a model of this name\n")
                .contains("# Left out: providers that the gateway cannot call yet: bedrock.\n");
        assertThat(PricingFile.read("x.yaml", written(TODAY.only("cerebras", "groq"), entries))
                        .model("llama"))
                .map(Model::provider)
                .hasValue("cerebras");
    }

    @Test
    void deprecated_models_are_counted_and_come_on_request() {
        String[] entries = {
            priced("gpt-x", "openai"),
            entry("gpt-old", "openai", "\"input_cost_per_token\": 1e-06, \"deprecation_date\": \"2026-11-21\""),
            entry("gpt-later", "openai", "\"input_cost_per_token\": 1e-06, \"deprecation_date\": \"2026-11-22\"")
        };
        assertThat(written(TODAY, entries))
                .contains("# Left out: 1 deprecated models")
                .contains("gpt-later:")
                .doesNotContain("gpt-old");
        assertThat(written(TODAY.withDeprecated(), entries)).contains("gpt-old:", "--deprecated");
    }

    @Test
    void models_are_chosen_by_name_and_by_wildcard() {
        String[] entries = {
            priced("gpt-x", "openai"),
            priced("gpt-x-audio", "openai"),
            priced("gemini/gemini-x", "gemini"),
            priced("o9", "openai")
        };
        assertThat(PricingFile.read("x.yaml", written(TODAY.models("gpt-*", "gemini-x", "!*-audio"), entries))
                        .models())
                .extracting(Model::name)
                .containsExactly("gpt-x", "gemini-x");
    }

    @Test
    void the_order_of_the_table_does_not_matter_and_the_head_tells_where_it_is_from() {
        Options options = TODAY.only("openai", "gemini").tableOf(LocalDate.of(2026, 8, 1));
        String one = written(options, priced("b", "openai"), priced("gemini/c", "gemini"), priced("a", "openai"));
        String other = written(options, priced("a", "openai"), priced("b", "openai"), priced("gemini/c", "gemini"));
        assertThat(one)
                .startsWith("# Prices of LiteLLM's public table table.json of 2026-08-01, as read on 2026-11-21.\n"
                        + "# sha-256 ")
                .contains("# Written by: ./tollgate pricing import litellm table.json --only openai,gemini --table-date"
                        + " 2026-08-01\n");
        assertThat(one.replaceAll("sha-256 \\w+", "")).isEqualTo(other.replaceAll("sha-256 \\w+", ""));
    }

    @Test
    void nothing_in_the_table_can_end_its_line_or_add_a_key() {
        String yaml = written(
                TODAY,
                priced("gpt-x", "openai"),
                priced("bad\\nplans: { free: {} }", "openai"),
                priced("q\\\"uote", "openai"),
                priced("all*", "openai"),
                entry("gpt-z", "openai", "\"input_cost_per_token\": 1e-06, \"x_cost\\nplans: {}\": 5"));
        assertThat(PricingFile.read("x.yaml", yaml).models())
                .extracting(Model::name)
                .containsExactly("gpt-x", "gpt-z");
        assertThat(yaml.lines()).noneMatch(line -> line.startsWith("plans"));
    }

    @Test
    void writes_prices_by_the_character_the_second_and_the_picture() {
        PriceTable table = PriceTable.read(table(
                priced("gpt-x", "openai"),
                "\"tts-1\": { \"litellm_provider\": \"openai\", \"mode\": \"audio_speech\","
                        + " \"input_cost_per_character\": 1.5e-05 }",
                "\"whisper-1\": { \"litellm_provider\": \"openai\", \"mode\": \"audio_transcription\","
                        + " \"input_cost_per_second\": 0.0001, \"output_cost_per_second\": 0.0001 }",
                "\"dall-e-3\": { \"litellm_provider\": \"openai\", \"mode\": \"image_generation\","
                        + " \"input_cost_per_image\": 0.04 }",
                "\"hd/1024-x-1024/dall-e-3\": { \"litellm_provider\": \"openai\", \"mode\": \"image_generation\","
                        + " \"input_cost_per_image\": 0.08 }"));
        assertThat(LiteLlmImport.write(table, TODAY, KnownProviders.TODAY))
                .contains("tts-1: { provider: openai, characters: 15.00 }\n")
                .contains("whisper-1: { provider: openai, second: 0.0001 }\n")
                .contains("dall-e-3: { provider: openai, image: { hd-1024x1024: 0.08, other: 0.08 } }\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1, 2] | is not LiteLLM's price table: no entry of it has a 'litellm_provider'",
                "{\"a\": { \"b\": 1 }} | is not LiteLLM's price table: no entry of it has a 'litellm_provider'",
                "{\"a\": | is not LiteLLM's price table: it is not JSON",
                "version: 1 | is not LiteLLM's price table: it is not JSON",
                "{\"a\": {}, \"a\": {}} | names a model twice",
            })
    void a_file_that_is_no_such_table_is_refused_in_one_sentence(String text, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.json"), text);
        assertThatThrownBy(() -> LiteLlmImport.write(file, TODAY))
                .isInstanceOf(ImportProblem.class)
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("\n", "Exception");
    }

    @Test
    void a_wrong_name_is_told_with_what_to_write_instead() {
        Path table = table(priced("gpt-x", "openai"), priced("claude-x", "bedrock"));
        assertRefused(table, TODAY.only("opnai"), "The table has no provider 'opnai'; did you mean 'openai'?");
        assertRefused(
                table, TODAY.only("bedrock"), "The gateway cannot call bedrock yet; it can import openai, anthropic");
        assertRefused(
                table,
                TODAY.models("gpt-y*"),
                "There is nothing to import: table.json has no priced model called gpt-y*");
        assertRefused(folder, TODAY, "is a folder");
        assertRefused(folder.resolve("nowhere.json"), TODAY, "There is no file");
    }

    private static void assertRefused(Path table, Options options, String sentence) {
        assertThatThrownBy(() -> LiteLlmImport.write(table, options))
                .isInstanceOf(ImportProblem.class)
                .hasMessageContaining(sentence);
    }
}
