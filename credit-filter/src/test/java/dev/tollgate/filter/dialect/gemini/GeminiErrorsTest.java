package dev.tollgate.filter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class GeminiErrorsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final GeminiDialect DIALECT = new GeminiDialect();

    @Test
    void every_code_has_googles_shape() {
        for (DenialCode code : DenialCode.values()) {
            Denial denial = new Denial.Invalid(code, "Says \"what\" is wrong\nand where: €.");
            JsonNode error = JSON.readTree(DIALECT.error(denial, "req-1")).path("error");
            assertThat(error.path("code").asInt()).isEqualTo(code.status());
            assertThat(error.path("message").asString()).isEqualTo(denial.message());
            assertThat(error.path("status").asString()).matches("[A-Z_]+");
            assertThat(error.path("details").path(0).path("reason").asString()).isEqualToIgnoringCase(code.code());
            assertThat(error.path("tollgate").path("request_id").asString()).isEqualTo("req-1");
        }
    }

    @Test
    void a_pause_is_told_as_google_does() {
        Denial denial = new Denial.RateLimited(DenialCode.RATE_LIMITED, "Slow down.", Duration.ofMillis(1_001));
        JsonNode error = JSON.readTree(DIALECT.error(denial, "req-1")).path("error");
        assertThat(error.path("status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.path("details").path(1).path("@type").asString())
                .isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
        assertThat(error.path("details").path(1).path("retryDelay").asString()).isEqualTo("2s");
    }

    @Test
    void a_stream_of_events_ends_with_an_event_and_an_array_with_an_object() {
        Denial denial = Denial.Unavailable.LEDGER;
        String body = new String(DIALECT.error(denial, "req-1"), StandardCharsets.UTF_8);
        for (Operation operation : DIALECT.operations()) {
            String end = new String(DIALECT.errorEvent(operation, denial, "req-1"), StandardCharsets.UTF_8);
            assertThat(end).isEqualTo(operation.query().isEmpty() ? body : "data: " + body + "\r\n\r\n");
        }
    }
}
