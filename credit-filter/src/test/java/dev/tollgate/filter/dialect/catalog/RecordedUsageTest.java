package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.VendorUsage;
import dev.tollgate.pricing.VendorUsage.Cost;
import dev.tollgate.pricing.VendorUsage.Reasoning;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every recording of the dialects gives the counts that its index expects, in whatever portions it comes. */
final class RecordedUsageTest {

    private static final int RANDOM_CHUNKINGS = 200;
    private static final Pattern USAGE_CHUNK =
            Pattern.compile("data: \\{(?=[^\\n]*\"choices\":\\[\\])(?=[^\\n]*\"usage\":\\{)[^\\n]*\\n\\n");

    @Test
    void every_recording_gives_the_expected_counts_in_any_portions() {
        for (Recorded recording : recordings()) {
            UsageReport whole = check(recording, List.of(recording.wire()), false);
            assertThat(check(recording, Fed.bytes(recording.wire()), false)).isEqualTo(whole);
            for (int seed = 0; seed < RANDOM_CHUNKINGS; seed++) {
                List<byte[]> portions = Fed.portions(recording.wire(), new Random(seed));
                assertThat(check(recording, portions, false))
                        .as("%s, seed %d", recording, seed)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void only_usage_chunks_are_hidden_where_the_gateway_asked_for_them() {
        int hidden = 0;
        for (Recorded recording : recordings()) {
            String wire = new String(recording.wire(), StandardCharsets.ISO_8859_1);
            boolean chat = recording.stream()
                    && (recording.api().endsWith(".chat") || recording.api().endsWith(".completions"));
            String visible = chat ? USAGE_CHUNK.matcher(wire).replaceAll("") : wire;
            hidden += visible.equals(wire) ? 0 : 1;
            for (int seed = 0; seed < 20; seed++) {
                UsageReader reader = reader(recording, true);
                Fed fed = Fed.feed(reader, Fed.portions(recording.wire(), new Random(seed)));
                assertThat(fed.all()).as("%s, seed %d", recording, seed).isEqualTo(visible);
                assertCounts(recording, fed.report());
            }
        }
        assertThat(hidden).isGreaterThanOrEqualTo(4);
    }

    @Test
    void the_end_of_every_whole_recording_is_kept_back() {
        for (Recorded recording : recordings()) {
            Fed fed = Fed.feed(reader(recording, false), List.of(recording.wire()));
            // Its [DONE] lacks the blank line: kept back all the same, and final only when the stream ends.
            if (recording.file().equals("generic/openai-compat-no-usage.sse")) {
                assertThat(new String(fed.rest(), StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("data: [DONE]");
                continue;
            }
            // Only the end of the stream is the end of Gemini's events.
            boolean marked = !recording.api().startsWith("gemini.")
                    || !recording.contentType().startsWith("text/event-stream");
            assertThat(fed.complete()).as(recording.file()).isEqualTo(marked);
            assertThat(fed.rest()).as(recording.file()).isNotEmpty();
        }
    }

    @Test
    void a_stream_cut_anywhere_is_charged_by_what_was_seen() {
        for (Recorded recording : recordings()) {
            for (int seed = 0; seed < 40; seed++) {
                int end = new Random(seed).nextInt(recording.wire().length);
                byte[] cut = Arrays.copyOf(recording.wire(), end);
                UsageReport report =
                        Fed.feed(reader(recording, true), List.of(cut)).report();
                boolean charged = report.usage().inputTokens() > 0
                        || !report.usage().units().isEmpty();
                assertThat(charged || report.failure() != null)
                        .as("%s cut at %d: %s", recording, end, report)
                        .isTrue();
            }
        }
    }

    private static List<Recorded> recordings() {
        List<Recorded> recordings = Recorded.all();
        assumeTrue(!recordings.isEmpty(), "no recordings: the folder shared/data is not on this machine");
        assertThat(recordings).hasSizeGreaterThan(25);
        return recordings;
    }

    private static UsageReader reader(Recorded recording, boolean hideUsage) {
        boolean tokens = !recording.expected().has("images")
                && (!recording.expected().has("audio_seconds")
                        || recording.expected().has("input_total"));
        return Fed.reader(
                recording.path().orElseThrow(),
                recording.stream(),
                new UsageReader.Answer(200, recording.contentType(), hideUsage, vendor(recording), tokens));
    }

    /** As the settings of the vendors in docs/providers.md have it. */
    private static VendorUsage vendor(Recorded recording) {
        String file = recording.file();
        if (file.startsWith("xai/")) {
            return vendor(Reasoning.ADDED, Optional.of(new Cost("cost_in_usd_ticks", 10_000_000_000L)));
        }
        if (file.startsWith("openrouter/")) {
            return vendor(Reasoning.INSIDE, Optional.of(new Cost("cost", 1)));
        }
        return VendorUsage.USUAL;
    }

    private static VendorUsage vendor(Reasoning reasoning, Optional<Cost> cost) {
        return new VendorUsage(
                Optional.empty(), reasoning, Optional.empty(), Optional.empty(), Optional.empty(), false, cost);
    }

    private static UsageReport check(Recorded recording, List<byte[]> portions, boolean hideUsage) {
        Fed fed = Fed.feed(reader(recording, hideUsage), portions);
        assertThat(fed.all()).as(recording.file()).isEqualTo(new String(recording.wire(), StandardCharsets.ISO_8859_1));
        assertCounts(recording, fed.report());
        return fed.report();
    }

    private static void assertCounts(Recorded recording, UsageReport report) {
        JsonNode expected = recording.expected();
        Usage usage = report.usage();
        if (expected.isEmpty()) {
            assertThat(report.basis()).as(recording.file()).isIn(Basis.ESTIMATED, Basis.NONE);
            return;
        }
        assertThat(report.basis()).as(recording.file()).isEqualTo(Basis.REPORTED);
        long output = expected.path("output_total").asLong();
        long written = usage.count(TokenKind.INPUT_CACHE_WRITE) + usage.count(TokenKind.INPUT_CACHE_WRITE_1H);
        assertThat(usage.inputTokens()).as(recording.file()).isEqualTo(count(expected, "input_total"));
        assertThat(usage.count(TokenKind.INPUT_CACHED)).as(recording.file()).isEqualTo(count(expected, "cache_read"));
        assertThat(written).as(recording.file()).isEqualTo(count(expected, "cache_write"));
        assertThat(usage.count(TokenKind.INPUT_CACHE_WRITE_1H)).isEqualTo(count(expected, "cache_write_1h"));
        if (expected.has("input_audio") || !recording.api().startsWith("gemini.")) {
            assertThat(usage.count(TokenKind.INPUT_AUDIO)).isEqualTo(count(expected, "input_audio"));
        }
        assertThat(usage.outputTokens()).as(recording.file()).isEqualTo(output);
        // One recording tells more reasoning than output; a part is never more than its whole.
        assertThat(usage.count(TokenKind.OUTPUT_REASONING))
                .as(recording.file())
                .isEqualTo(Math.min(count(expected, "reasoning"), output));
        assertThat(usage.units().getOrDefault("second", 0L)).isEqualTo(count(expected, "audio_seconds"));
        assertThat(usage.units().getOrDefault("image:1024x1024", 0L)
                        + usage.units().getOrDefault("image", 0L))
                .as(recording.file())
                .isEqualTo(count(expected, "images"));
        assertCost(recording, report);
        assertTools(recording, usage);
        assertAdditional(recording, report.additional());
    }

    private static void assertCost(Recorded recording, UsageReport report) {
        JsonNode expected = recording.expected();
        if (expected.has("provider_cost")) {
            assertThat(report.costUsd())
                    .as(recording.file())
                    .isEqualByComparingTo(expected.path("provider_cost").decimalValue());
        }
        if (expected.has("cost_in_usd_ticks")) {
            assertThat(report.costUsd())
                    .isEqualByComparingTo(BigDecimal.valueOf(
                            expected.path("cost_in_usd_ticks").asLong(), 10));
        }
        assertThat(report.oddity()).as(recording.file()).isNull();
    }

    private static void assertTools(Recorded recording, Usage usage) {
        JsonNode calls = recording.expected().path("output_item_calls");
        long searches = count(recording.expected(), "web_search_requests") + count(calls, "web_search_call");
        long openRouter = recording
                .entry()
                .path("usage_raw")
                .path("server_tool_use_details")
                .path("web_search_requests")
                .asLong(0);
        assertThat(usage.tools().getOrDefault("webSearch", 0L))
                .as(recording.file())
                .isEqualTo(searches + openRouter);
        assertThat(usage.tools().getOrDefault("imageGeneration", 0L))
                .as(recording.file())
                .isEqualTo(count(calls, "image_generation_call"));
    }

    private static void assertAdditional(Recorded recording, List<UsageRecord.Additional> additional) {
        List<String> beside = recording.expected().path("iterations_by_type").propertyNames().stream()
                .filter(name -> !name.startsWith("message") && !name.startsWith("fallback_message"))
                .toList();
        assertThat(additional).as(recording.file()).hasSameSizeAs(beside);
        for (int i = 0; i < beside.size(); i++) {
            JsonNode counts = recording.expected().path("iterations_by_type").path(beside.get(i));
            UsageRecord.Additional told = additional.get(i);
            assertThat(beside.get(i)).isIn(told.type(), told.type() + ":" + told.model());
            assertThat(told.usage().inputTokens()).isEqualTo(count(counts, "input_total"));
            assertThat(told.usage().count(TokenKind.INPUT_CACHED)).isEqualTo(count(counts, "cache_read"));
            assertThat(told.usage().outputTokens()).isEqualTo(count(counts, "output_total"));
        }
    }

    private static long count(JsonNode counts, String name) {
        return counts.path(name).asLong(0);
    }
}
