package dev.tollgate.filter.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CohereChatTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final CohereDialect DIALECT = new CohereDialect();
    private static final Operation CHAT = DIALECT.operations().get(0);

    private static Intent asked(String fields) {
        String body = "{'model':'command-a','messages':[{'role':'user','content':'Hello'}]" + fields + "}";
        return DIALECT.intent(CHAT, bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static UsageReport stream(String... events) {
        UsageReader reader =
                DIALECT.reader(asked(",'stream':true"), new UsageReader.Answer(200, "text/event-stream", false));
        for (String event : events) {
            reader.read(bytes("data: " + event + "\n\n"));
        }
        return reader.report();
    }

    @Test
    void a_bound_is_read_or_written() {
        assertThat(asked(",'max_tokens':50").outputBound()).hasValue(50);
        byte[] sent = asked("").upstreamBody(new Intent.Edit("command-b", OptionalLong.of(77), true));
        JsonNode body = JSON.readTree(sent);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(77);
        assertThat(body.path("model").asString()).isEqualTo("command-b");
        assertThat(body.has("stream_options")).isFalse();
    }

    @Test
    void what_is_billed_counts_and_not_the_tokens() {
        UsageReport report = stream("{'type':'message-end','delta':{'finish_reason':'COMPLETE','usage':{'billed_units':"
                + "{'input_tokens':12,'output_tokens':7},'tokens':{'input_tokens':507,'output_tokens':10}}}}");
        assertThat(report.basis()).isEqualTo(Basis.REPORTED);
        assertThat(report.usage().inputTokens()).isEqualTo(12);
        assertThat(report.usage().outputTokens()).isEqualTo(7);
    }

    @Test
    void a_stream_that_ends_with_an_error_is_paid_by_what_was_delivered() {
        String error = "{'type':'message-end','delta':{'finish_reason':'ERROR','error':'Overloaded'}}";
        String text = "{'type':'content-delta','delta':{'message':{'content':{'text':'12345678'}}}}";
        assertThat(stream(error).basis()).isEqualTo(Basis.NONE);
        UsageReport late = stream(text, error);
        assertThat(late.failure()).isEqualTo("Overloaded");
        assertThat(late.basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(late.usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void every_code_has_coheres_shape() {
        for (DenialCode code : DenialCode.values()) {
            Denial denial = new Denial.Invalid(code, "Says \"what\" is wrong.");
            JsonNode body = JSON.readTree(DIALECT.error(denial, "req-1"));
            assertThat(body.path("message").asString()).isEqualTo(denial.message());
            assertThat(body.path("id").asString()).isEqualTo("req-1");
            assertThat(body.path("code").asString()).isEqualTo(code.code());
            String event = new String(DIALECT.errorEvent(CHAT, denial, "req-1"), StandardCharsets.UTF_8);
            assertThat(event)
                    .startsWith("event: message-end\ndata: {")
                    .endsWith("}\n\n")
                    .contains(code.code());
        }
    }
}
