package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Dialects;
import java.util.List;
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
    void other_paths_belong_to_none() {
        for (String path :
                List.of("/v1/v1/messages", "/v1/messages/", "/V1/messages", "/v1/messages/count_tokens", "")) {
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
