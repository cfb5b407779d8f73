package dev.tollgate.filter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProviderUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com, https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/, https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1, https://api.openai.com/v1/chat/completions",
        "https://api.groq.com/openai/v1/, https://api.groq.com/openai/v1/chat/completions",
        "https://generativelanguage.googleapis.com/v1beta/openai,"
                + " https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
        "https://openrouter.ai/api, https://openrouter.ai/api/v1/chat/completions",
        "http://v1, http://v1/v1/chat/completions",
    })
    void the_version_stands_in_an_address_once(String provider, String address) {
        assertThat(ProviderUrl.address(URI.create(provider), "/v1/chat/completions"))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, /v1beta/models/m:generateContent, https://a.example/v1beta/models/m:generateContent",
        "https://a.example/v1beta, /v1beta/models/m:generateContent, https://a.example/v1beta/models/m:generateContent",
        "https://a.example/v1, /v1beta/models/m:generateContent, https://a.example/v1/models/m:generateContent",
        "https://a.example/v2, /v2/chat, https://a.example/v2/chat",
    })
    void so_does_any_other_version(String provider, String path, String address) {
        assertThat(ProviderUrl.address(URI.create(provider), path)).isEqualTo(address);
    }
}
