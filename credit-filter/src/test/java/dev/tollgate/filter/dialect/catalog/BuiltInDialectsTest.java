package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Dialects;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class BuiltInDialectsTest {

    @Test
    void each_path_belongs_to_one_operation() {
        assertThat(operation("/v1/chat/completions")).isEqualTo("openai/chat");
        assertThat(operation("/v1/responses")).isEqualTo("openai/responses");
        assertThat(operation("/v1/embeddings")).isEqualTo("openai/embeddings");
        assertThat(operation("/v1/messages")).isEqualTo("anthropic/messages");
    }

    @Test
    void a_path_may_name_the_model() {
        assertThat(operation("/v1beta/models/gemini-2.5-flash:generateContent")).isEqualTo("gemini/generateContent");
        assertThat(model("/v1beta/models/gemini-2.5-flash:generateContent", "")).isEqualTo("gemini-2.5-flash");
        assertThat(model("/v1/models/my_model~1@2%3AcountTokens", "key=a")).isEqualTo("my_model~1@2");
    }

    @Test
    void a_query_tells_the_forms_of_a_stream_apart() {
        String path = "/v1beta/models/m:streamGenerateContent";
        for (String events : List.of("alt=sse", "key=a&alt=sse", "alt=sse&key=a")) {
            assertThat(match(path, events).operation().query()).isEqualTo("alt=sse");
        }
        for (String array : List.of("", "alt=json", "key=alt=sse", "xalt=sse")) {
            assertThat(match(path, array).operation().query()).isEmpty();
        }
    }

    @Test
    void googles_paths_for_clients_of_openai_are_openais_operations() {
        assertThat(operation("/v1beta/openai/chat/completions")).isEqualTo("openai/chat");
        assertThat(match("/v1beta/openai/embeddings", "").operation().path()).isEqualTo("/v1/embeddings");
    }

    @Test
    void every_path_is_listed_once() {
        assertThat(BuiltInDialects.all().paths())
                .doesNotHaveDuplicates()
                .contains("/v1/messages", "/v1beta/openai/chat/completions", "/v1/models/{model}:countTokens");
    }

    private static Dialects.Match match(String path, String query) {
        return BuiltInDialects.all().match(path, query).orElseThrow();
    }

    private static String model(String path, String query) {
        return Objects.requireNonNull(match(path, query).operation().model());
    }

    @Test
    void other_paths_belong_to_none() {
        for (String path : List.of(
                "/v1beta/models/:generateContent",
                "/v1beta/models/a/b:generateContent",
                "/v1beta/models/..:generateContent",
                "/v1beta/models/a%2F..%2Fb:generateContent",
                "/v1beta/models/a:generateContent:countTokens",
                "/v1beta/models/a:batchGenerateContent",
                "/v1beta/tunedModels/a:generateContent",
                "/v1beta/models/a;b:generateContent",
                "/v1/v1/messages",
                "/v1/messages/",
                "/V1/messages",
                "/v1/messages/count_tokens",
                "")) {
            assertThat(BuiltInDialects.all().match(path)).as(path).isEmpty();
        }
    }

    @Test
    void dialects_are_known_by_name() {
        assertThat(BuiltInDialects.all().named("anthropic").name()).isEqualTo("anthropic");
        assertThatThrownBy(() -> BuiltInDialects.all().named("gopher")).hasMessage("no dialect is called gopher");
    }

    private static String operation(String path) {
        Dialects.Match match = BuiltInDialects.all().match(path).orElseThrow();
        assertThat(match.operation().dialect()).isEqualTo(match.dialect().name());
        return match.operation().dialect() + "/" + match.operation().name();
    }
}
