package dev.tollgate.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Currency;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UsageTextTest {

    private static final Subject SUBJECT = new Subject("openai", "chat", "gpt-4o", "platform", "v1");

    @Test
    void everything_that_has_no_column_is_read_as_it_was_written() {
        Usage usage = Usage.builder()
                .tokens(TokenKind.INPUT_CACHE_WRITE_1H, 7)
                .tokens(TokenKind.OUTPUT, Long.MAX_VALUE)
                .tool("webSearch", 2)
                .unit("second", 3)
                .build();
        Charge.Line line = new Charge.Line(
                "output", "gpt-4o", 5, new BigDecimal("12.50"), 1_000_000, new BigDecimal("0.0000000001"));
        UsageRecord record = new UsageRecord(
                Instant.EPOCH,
                SUBJECT,
                "gpt-4o-2024",
                Basis.PARTIAL,
                usage,
                List.of(new UsageRecord.Additional("advisor_message", "claude", usage)),
                new Charge(Credits.ofNanos(1), new BigDecimal("0.00000000010"), "v1", List.of(line)),
                List.of(
                        new UsageRecord.Attempt("openai", null, "timeout", 5),
                        new UsageRecord.Attempt("azure", 500, "failed", 7, "spare", BigDecimal.ZERO),
                        new UsageRecord.Attempt("openai", 200, "completed", 0)),
                Map.of("team", "a \"quoted\" one"),
                "req_1");

        UsageDetail detail = UsageText.detail(UsageText.detail(record));

        assertThat(detail.used().usage()).isEqualTo(usage);
        assertThat(detail.more()).isEqualTo(record.additional());
        assertThat(detail.usd()).isEqualTo(record.charge().usd());
        assertThat(detail.charged()).isEqualTo(record.charge().lines());
        assertThat(detail.attempts()).isEqualTo(record.attempts());
        assertThat(detail.tags()).isEqualTo(record.tags());
        assertThat(detail.upstreamRequestId()).isEqualTo("req_1");
    }

    @Test
    void a_line_from_before_there_were_prices_in_credits_is_in_dollars() {
        UsageDetail detail = UsageText.detail(
                """
                {"used":{},"usd":0.1,"lines":[
                  {"kind":"input","model":"gpt-4o","quantity":8,"unitPrice":2.5,"per":1000000,"credits":0.0002}]}
                """);

        assertThat(detail.charged())
                .containsExactly(new Charge.Line(
                        "input",
                        "gpt-4o",
                        8,
                        new BigDecimal("2.5"),
                        1_000_000,
                        Currency.USD,
                        new BigDecimal("0.0002")));
    }

    @Test
    void what_is_empty_takes_no_room() {
        UsageRecord record = new UsageRecord(
                Instant.EPOCH,
                SUBJECT,
                null,
                Basis.NONE,
                Usage.NONE,
                List.of(),
                Charge.none("v1"),
                List.of(),
                Map.of(),
                null);

        String text = UsageText.detail(record);

        assertThat(text).isEqualTo("{\"used\":{},\"usd\":0}");
        UsageDetail detail = UsageText.detail(text);
        assertThat(detail.used().usage()).isEqualTo(Usage.NONE);
        assertThat(detail.more()).isEmpty();
        assertThat(detail.lines()).isEmpty();
        assertThat(detail.attempts()).isEmpty();
        assertThat(detail.tags()).isEmpty();
        assertThat(detail.upstreamRequestId()).isNull();
    }
}
