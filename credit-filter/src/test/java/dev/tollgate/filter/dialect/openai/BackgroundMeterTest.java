package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.ledger.usage.Basis;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Which answers are followed: those of the background whose work goes on. */
final class BackgroundMeterTest {

    private static UsageReader read(String request, String contentType, String answer) {
        Intent intent = Asked.responses(request);
        UsageReader reader = new OpenAiDialect().reader(intent, new UsageReader.Answer(200, contentType, false));
        reader.read(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return reader;
    }

    @Test
    void a_response_that_is_queued_is_followed() {
        UsageReader reader = read(
                "{'model':'m','background':true}",
                "application/json",
                "{'id':'resp_1','status':'queued','output':[],'usage':null}");
        assertThat(reader.unfinished()).contains("resp_1");
        assertThat(reader.report().basis()).isEqualTo(Basis.ESTIMATED);
    }

    @Test
    void one_that_is_over_or_is_not_of_the_background_is_not() {
        String over = "{'id':'resp_1','status':'completed','output':[],'usage':{'input_tokens':5,'output_tokens':7}}";
        assertThat(read("{'model':'m','background':true}", "application/json", over)
                        .unfinished())
                .isEmpty();
        assertThat(read("{'model':'m'}", "application/json", over.replace("completed", "in_progress"))
                        .unfinished())
                .isEmpty();
        assertThat(read("{'model':'m','background':true}", "application/json", "{'id':'a/../b','status':'queued'}")
                        .unfinished())
                .isEmpty();
    }

    @Test
    void a_stream_of_the_background_that_is_left_goes_on() {
        String begun = "event: response.created\ndata: {'type':'response.created','response':{'id':'resp_2',"
                + "'status':'queued','usage':null}}\n\nevent: response.in_progress\ndata: {'type':"
                + "'response.in_progress','response':{'id':'resp_2','status':'in_progress','usage':null}}\n\n"
                + "event: response.output_item.added\ndata: {'type':'response.output_item.added','item':{'id':'msg_1',"
                + "'type':'message','status':'in_progress'}}\n\n";
        String ended = "event: response.completed\ndata: {'type':'response.completed','response':{'id':'resp_2',"
                + "'status':'completed','usage':{'input_tokens':15,'output_tokens':9}}}\n\n";
        String request = "{'model':'m','background':true,'stream':true}";
        assertThat(read(request, "text/event-stream", begun).unfinished()).contains("resp_2");
        UsageReader whole = read(request, "text/event-stream", begun + ended);
        assertThat(whole.unfinished()).isEmpty();
        assertThat(whole.report().usage().outputTokens()).isEqualTo(9);
    }
}
