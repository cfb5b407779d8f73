package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.MoneyDenial;
import dev.tollgate.filter.denial.MoneyFigures;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DenialBodiesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern EVENT = Pattern.compile("event: (\\S+)\ndata: (\\{.*})\n\n");
    private static final MoneyFigures MONEY =
            new MoneyFigures(credits("1.5"), credits("0.2"), credits("0"), OptionalLong.of(120), false);

    /** Google's and Cohere's clients parse other shapes: see GeminiErrorsTest and CohereChatTest. */
    private static List<Dialect> dialects() {
        return BuiltInDialects.all().all().stream()
                .filter(dialect -> List.of("openai", "anthropic").contains(dialect.name()))
                .toList();
    }

    @Test
    void every_code_is_worded_in_every_dialect() {
        for (Dialect dialect : dialects()) {
            for (DenialCode code : DenialCode.values()) {
                Denial denial = new Denial.Invalid(code, "Says \"what\" is wrong\nand where: €.");
                JsonNode body = JSON.readTree(dialect.error(denial, "req-1"));
                assertThat(body.path("error").path("message").asString()).isEqualTo(denial.message());
                assertThat(body.path("error").path("code").asString()).isEqualTo(code.code());
                assertThat(body.path("error").path("type").asString())
                        .isEqualTo(dialect.name().equals("openai") ? code.openAiType() : code.anthropicType());
                for (Operation operation : dialect.operations()) {
                    JsonNode error =
                            ending(new String(dialect.errorEvent(operation, denial, "req-1"), StandardCharsets.UTF_8));
                    assertThat(error).isEqualTo(body.path("error"));
                }
            }
        }
    }

    /** The error in the last event of a stream. */
    private static JsonNode ending(String event) {
        Matcher parts = EVENT.matcher(event);
        assertThat(parts.matches()).as(event).isTrue();
        JsonNode data = JSON.readTree(parts.group(2));
        assertThat(data.path("type").asString()).isEqualTo(parts.group(1));
        if (parts.group(1).equals("error")) {
            return data.path("error");
        }
        assertThat(parts.group(1)).isEqualTo("response.failed");
        assertThat(data.path("response").path("status").asString()).isEqualTo("failed");
        return data.path("response").path("error");
    }

    @Test
    void only_streams_of_responses_end_with_a_failed_response() {
        Denial denial = new MoneyDenial.InsufficientCredits(MONEY);
        for (Dialect dialect : dialects()) {
            for (Operation operation : dialect.operations()) {
                assertThat(new String(dialect.errorEvent(operation, denial, "req-1"), StandardCharsets.UTF_8))
                        .startsWith(
                                operation.name().equals("responses") ? "event: response.failed\n" : "event: error\n");
            }
        }
    }

    @Test
    void openai_wording_of_too_few_credits() {
        Denial denial = new MoneyDenial.InsufficientCredits(MONEY);
        assertThat(body("/v1/responses", denial))
                .isEqualTo("{'error':{'message':'" + denial.message() + "','type':'insufficient_quota',"
                        + "'code':'insufficient_credits','param':null,'tollgate':{'needed':'1.5','available':'0.2',"
                        + "'on_hold':'0','unit':'credits','retry':false,'request_id':'req-1'}},"
                        + "'remainingCredits':'0.2','maxTokens':120}");
    }

    @Test
    void anthropic_wording_of_credits_on_hold() {
        Denial denial = new MoneyDenial.CreditsOnHold(MONEY);
        assertThat(body("/v1/messages", denial))
                .isEqualTo("{'type':'error','error':{'type':'billing_error','message':'" + denial.message()
                        + "','code':'credits_on_hold','tollgate':{'needed':'1.5','available':'0.2','on_hold':'0',"
                        + "'unit':'credits','retry':true,'retry_after':2,'request_id':'req-1'}},'request_id':'req-1',"
                        + "'remainingCredits':'0.2','maxTokens':120}");
    }

    @Test
    void a_pause_is_told_in_whole_seconds_rounded_up() {
        Denial denial = new Denial.RateLimited(DenialCode.RATE_LIMITED, "Slow down.", Duration.ofMillis(1_001));
        assertThat(body("/v1/messages", denial)).contains("'retry_after':2,");
    }

    private static String body(String path, Denial denial) {
        Dialect dialect = BuiltInDialects.all().match(path).orElseThrow().dialect();
        return new String(dialect.error(denial, "req-1"), StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static Credits credits(String amount) {
        return Credits.of(new BigDecimal(amount));
    }
}
