package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.models.ModelInfo;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.models.Model;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The list of models as the official SDKs ask for it: each is told of those that it can call, in its own shape. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModelsIT {

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(
                TestGateway.Prices.TEST.replace(
                        "plans:",
                        """
                  gpt-4o: { provider: openai, aliases: [house-model], tokens: { input: 2.50, cached: 1.25, output: 10.00 } }
                  claude-sonnet-4-5: { provider: anthropic, tokens: { input: 3.00, cached: 0.30, cache_write: 3.75, cache_write_1h: 6.00, output: 15.00 } }
                plans:"""));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void lists_all_priced_models_and_aliases_in_the_shape_of_openai() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(gateway.key())
                .build();
        List<Model> models = client.models().list().data();
        assertThat(models).extracting(Model::id).containsExactly("gpt-4o", "house-model", "claude-sonnet-4-5");
        assertThat(models).extracting(Model::ownedBy).containsExactly("openai", "openai", "anthropic");
    }

    @Test
    void lists_those_of_its_own_dialect_in_the_shape_of_anthropic() {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(gateway.url())
                .apiKey(gateway.key())
                .build();
        List<ModelInfo> models = client.models().list().data();
        assertThat(models).extracting(ModelInfo::id).containsExactly("claude-sonnet-4-5");
        assertThat(models.get(0).displayName()).isEqualTo("claude-sonnet-4-5");
        assertThat(models.get(0).createdAt()).isNotNull();
    }
}
