package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Vendors of OpenAI's format that are entries of the price book and nothing else: what is peculiar to them is a setting. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VendorsIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 1 }
            providers:
              xai:
                url: UPSTREAM_URL/v1
                key_env: PROVIDER_KEY
                usage: { reasoning: added, cost: cost_in_usd_ticks, cost_per_dollar: 10000M }
              perplexity:
                url: UPSTREAM_URL
                key_env: PROVIDER_KEY
                force_usage: false
                paths: { chat: /chat/completions }
                usage: { reasoning: added, citations: citation_tokens, searches: num_search_queries, search_sizes: true, cost: cost.total_cost }
              openrouter:
                url: UPSTREAM_URL/api/v1
                key_env: PROVIDER_KEY
                force_usage: false
                usage: { cost: cost }
              deepseek: { url: UPSTREAM_URL, key_env: PROVIDER_KEY }
              groq: { url: UPSTREAM_URL/openai/v1, key_env: PROVIDER_KEY }
              vllm: { url: UPSTREAM_URL/v1, auth: none }
              azure:
                url: UPSTREAM_URL
                key_env: PROVIDER_KEY
                auth: header
                auth_name: api-key
                api_version: 2024-10-21
                deployments: { gpt-4o: prod-4o }
                paths: { chat: "/openai/deployments/{model}/chat/completions" }
              hosted:
                url: UPSTREAM_URL
                key_env: PROVIDER_KEY
                paths: { chat: "/openai/deployments/{model}/chat" }
                usage: { at: meta.billing, cached: hits }
            models:
              grok: { provider: xai, tokens: { input: 1, cached: 0.1, output: 10 } }
              sonar: { provider: perplexity, tokens: { input: 1, output: 1 }, request: { search_low: 0.005, search_medium: 0.008, search_high: 0.012 } }
              sonar-deep-research:
                provider: perplexity
                max_input_tokens: 128K
                tokens: { input: 2, output: 8, reasoning: 3 }
                request: { web_search: 0.005, search_low: 0, search_medium: 0, search_high: 0 }
              routed: { provider: openrouter, tokens: { input: 1, output: 10 } }
              seek: { provider: deepseek, tokens: { input: 1, cached: 0.1, output: 10 } }
              fast: { provider: groq, tokens: { input: 1, output: 10 } }
              own: { provider: vllm, tokens: { input: 1, output: 10 } }
              gpt-4o: { provider: azure, aliases: [team-gpt], tokens: { input: 1, output: 10 } }
              "acme/large": { provider: hosted, tokens: { input: 1, cached: 0.1, output: 10 } }
            plans:
              test: { grant: { credits: 1000 } }
            """;

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(PRICES);
    }

    @AfterEach
    void forget() {
        gateway.provider.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> ask(String model, String fields, String contentType, String answer) {
        gateway.provider.replay(
                200, contentType, List.of(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> response = gateway.post(
                "/v1/chat/completions",
                gateway.key(),
                "{\"model\":\"" + model + "\",\"max_tokens\":5000," + fields.replace('\'', '"')
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        gateway.settled();
        return response;
    }

    private void json(String model, String fields, String usage) {
        String answer = "{'model':'" + model + "','choices':[{'message':{'content':'Hello'}}]," + usage + "}";
        assertThat(ask(model, fields, "application/json", answer).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> stream(String model, String... events) {
        return ask(model, "'stream':true,", "text/event-stream", String.join("\n\n", events) + "\n\n");
    }

    /** In billionths of a dollar; then the basis, and what the platform pays in dollars. */
    private String charged() {
        return last("charged || ' ' || basis || ' ' || coalesce(detail::jsonb ->> 'costUsd', '-')");
    }

    private String last(String what) {
        return gateway.database
                .query("SELECT " + what + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    private String path() {
        return gateway.provider.received().get(0).uri();
    }

    @Test
    void xai_adds_reasoning_to_the_output_and_tells_its_bill_in_ticks() {
        json(
                "grok",
                "",
                "'usage':{'prompt_tokens':12,'completion_tokens':1,'total_tokens':303,'prompt_tokens_details':{'cached_tokens':10},"
                        + "'completion_tokens_details':{'reasoning_tokens':290},'cost_in_usd_ticks':1466250}");
        // 2 x 1 + 10 x 0.1 + 291 x 10 millionths
        assertThat(charged()).isEqualTo("2913000 reported 0.000146625");
        assertThat(path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void perplexity_takes_a_fee_by_the_size_of_its_search() {
        String usage =
                "'usage':{'prompt_tokens':10,'completion_tokens':20,'total_tokens':30,'search_context_size':'medium',"
                        + "'cost':{'request_cost':0.008,'total_cost':0.00803}}";
        json("sonar", "'web_search_options':{'search_context_size':'medium'},", usage);
        assertThat(charged()).isEqualTo("8030000 reported 0.00803");
        assertThat(path()).isEqualTo("/chat/completions");
        json("sonar", "", usage.replace("'search_context_size':'medium',", ""));
        assertThat(charged()).isEqualTo("5030000 reported 0.00803");
    }

    @Test
    void perplexity_repeats_its_usage_in_every_chunk_and_the_last_one_counts() {
        String chunk = "data: {'model':'sonar','choices':[{'delta':{'content':'a'}}],'usage':{'prompt_tokens':10,"
                + "'completion_tokens':%d,'total_tokens':%d,'search_context_size':'high'}}";
        stream("sonar", chunk.formatted(1, 11), chunk.formatted(20, 30), "data: [DONE]");
        assertThat(charged()).startsWith("12030000 reported");
        assertThat(gateway.provider.received().get(0).body()).doesNotContain("include_usage");
    }

    @Test
    void perplexity_bills_research_by_citations_reasoning_and_searches() {
        json(
                "sonar-deep-research",
                "",
                "'usage':{'prompt_tokens':100,'completion_tokens':1000,'total_tokens':1100,'citation_tokens':5000,"
                        + "'reasoning_tokens':20000,'num_search_queries':18,'search_context_size':'low'}");
        // 5,100 x 2 + 1,000 x 8 + 20,000 x 3 millionths, and 18 searches
        assertThat(charged()).startsWith("168200000 reported");
    }

    @Test
    void openrouter_fails_in_a_chunk_that_tells_what_was_used() {
        stream(
                "routed",
                ": OPENROUTER PROCESSING",
                "data: {'model':'routed','choices':[{'delta':{'content':'a'}}]}",
                "data: {'model':'routed','choices':[{'delta':{'content':''},'finish_reason':'error'}],"
                        + "'error':{'code':502,'message':'Overloaded'},"
                        + "'usage':{'prompt_tokens':43,'completion_tokens':10,'total_tokens':53,'cost':0.0000113}}");
        assertThat(charged()).isEqualTo("143000 reported 0.0000113");
        assertThat(path()).isEqualTo("/api/v1/chat/completions");
    }

    @Test
    void deepseek_tells_hits_of_its_cache() {
        json(
                "seek",
                "",
                "'usage':{'prompt_tokens':600,'completion_tokens':100,'total_tokens':700,'prompt_cache_hit_tokens':500,"
                        + "'prompt_cache_miss_tokens':100}");
        assertThat(charged()).startsWith("1150000 reported");
    }

    @Test
    void groq_tells_its_usage_twice_and_is_charged_once() {
        stream(
                "fast",
                "data: {'model':'fast','choices':[{'delta':{'content':'a'}}],'x_groq':{'id':'1'}}",
                "data: {'model':'fast','choices':[{'delta':{},'finish_reason':'stop'}],'x_groq':{'id':'1','usage':"
                        + "{'prompt_tokens':100,'completion_tokens':10,'total_tokens':110}},'usage':{'prompt_tokens':100,"
                        + "'completion_tokens':10,'total_tokens':110}}",
                "data: [DONE]");
        assertThat(charged()).startsWith("200000 reported");
        assertThat(path()).isEqualTo("/openai/v1/chat/completions");
    }

    @Test
    void groq_fails_in_an_event_of_its_own_before_any_text_and_nothing_is_charged() {
        stream("fast", "event: error\ndata: {'error':{'message':'Failed to call a function','status_code':400}}");
        assertThat(charged()).startsWith("0 none");
    }

    @Test
    void vllm_repeats_cumulative_counts_and_is_called_without_a_key() {
        String chunk = "data: {'model':'own','choices':[{'delta':{'content':'a'}}],'usage':{'prompt_tokens':100,"
                + "'completion_tokens':%d,'total_tokens':%d}}";
        stream("own", chunk.formatted(5, 105), chunk.formatted(10, 110), "data: [DONE]");
        assertThat(charged()).startsWith("200000 reported");
        assertThat(gateway.provider.received().get(0).headers()).doesNotContainKey("authorization");
        assertThat(gateway.provider.received().get(0).body()).contains("include_usage");
    }

    @Test
    void azure_is_called_by_its_names_of_models_and_with_a_version() {
        String usage = "'usage':{'prompt_tokens':100,'completion_tokens':10,'total_tokens':110}";
        json("gpt-4o", "", usage);
        assertThat(charged()).startsWith("200000 reported");
        assertThat(path()).isEqualTo("/openai/deployments/prod-4o/chat/completions?api-version=2024-10-21");
        assertThat(gateway.provider.received().get(0).headers())
                .containsEntry("api-key", TestGateway.PLATFORM_KEY)
                .doesNotContainKey("authorization");
        assertThat(gateway.provider.received().get(0).body()).contains("\"model\":\"prod-4o\"");
    }

    @Test
    void clients_of_azure_name_the_model_in_the_path_and_show_the_key_in_its_header() {
        HttpResponse<String> answer =
                azure("/openai/deployments/team-gpt/chat/completions?api-version=2025-01-01-preview");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        gateway.settled();
        assertThat(path()).isEqualTo("/openai/deployments/prod-4o/chat/completions?api-version=2025-01-01-preview");
        assertThat(charged()).startsWith("200000 reported");
        assertThat(last("model")).isEqualTo("team-gpt");
        gateway.provider.clear();
        assertThat(azure("/openai/deployments/grok/chat/completions?api-version=2025-01-01-preview")
                        .statusCode())
                .isEqualTo(200);
        gateway.settled();
        // Another provider is called as it wants to be: at its own path, with the model in the body.
        assertThat(path()).isEqualTo("/v1/chat/completions");
        assertThat(gateway.provider.received().get(0).body()).contains("\"model\":\"grok\"");
        assertThat(azure("/openai/deployments/nobody/chat/completions").statusCode())
                .isEqualTo(400);
        assertThat(azure("/openai/deployments/grok/fine_tuning/jobs").statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> azure(String path) {
        String answer = "{'model':'gpt-4o-2024-08-06','choices':[{'message':{'content':'Hello'}}],"
                + "'usage':{'prompt_tokens':100,'completion_tokens':10,'total_tokens':110}}";
        gateway.provider.replay(
                200, "application/json", List.of(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("api-key", gateway.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")));
    }

    @Test
    void a_vendor_that_nobody_heard_of_is_settings_alone() {
        json(
                "acme/large",
                "",
                "'meta':{'billing':{'prompt_tokens':600,'completion_tokens':100,'total_tokens':700,'hits':500}}");
        assertThat(charged()).startsWith("1150000 reported");
        assertThat(path()).isEqualTo("/openai/deployments/acme%2Flarge/chat");
    }
}
