package dev.tollgate.app;

import dev.tollgate.simulator.provider.Script;
import dev.tollgate.simulator.recording.Recording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider as docs/providers.md has it, which answers as its own wire format does.
 *
 * @param provider its line of {@code providers}
 * @param format the dialect, or {@code responses}
 */
record TableVendor(String name, String provider, String format) {

    /** Of chats in OpenAI's format: {@code name: { url: …, … }}, over one or two lines. */
    private static final Pattern LINE =
            Pattern.compile("^  ([a-z]+): +(\\{ url: [^}]*(?:\\{[^}]*}[^}]*)*})$", Pattern.MULTILINE);

    private static final Pattern HOST = Pattern.compile("url: https?://[^/, ]+");

    private static final String AZURE =
            "azure: { url: UPSTREAM_URL, key_env: PROVIDER_KEY, auth: header, auth_name: api-key, api_version: 2024-10-21,"
                    + " paths: { chat: \"/openai/deployments/{model}/chat/completions\" } }";

    /** Rows that are not of that page's list. */
    private static final int OWN = 7;

    private static final String KEY = "key_env: PROVIDER_KEY";

    /** What a call uses; cached input is a part of the input, reasoning of the output. */
    record Used(long input, long cached, long output, long reasoning, long searches) {}

    static List<TableVendor> all(String page) {
        List<TableVendor> all = new ArrayList<>(List.of(
                own("openai", "openai", "openai"),
                own("responses", "openai", "responses"),
                own("anthropic", "anthropic", "anthropic"),
                own("google", "gemini", "gemini"),
                own("cohere", "cohere", "cohere"),
                own("ollama", "ollama", "ollama"),
                new TableVendor("azure", AZURE, "openai")));
        String likeness = page.substring(page.indexOf("## OpenAI-like vendors"), page.indexOf("## Azure OpenAI"));
        Matcher line = LINE.matcher(likeness);
        while (line.find()) {
            String settings =
                    HOST.matcher(line.group(2).replaceAll("\\s+", " ")).replaceFirst("url: UPSTREAM_URL");
            all.add(new TableVendor(
                    line.group(1), line.group(1) + ": " + settings.replaceFirst("key_env: [A-Z_]+", KEY), "openai"));
        }
        if (all.size()
                != OWN
                        + likeness.lines()
                                .filter(each -> each.matches("  [^ ].*: +\\{ url: .*"))
                                .count()) {
            throw new AssertionError("a vendor of docs/providers.md cannot be read: " + all);
        }
        return all;
    }

    private static TableVendor own(String name, String dialect, String format) {
        return new TableVendor(name, name + ": { url: UPSTREAM_URL, dialect: " + dialect + ", " + KEY + " }", format);
    }

    String model() {
        return name + "-large";
    }

    private boolean isLikeness() {
        return format.equals("openai");
    }

    boolean tellsCached() {
        return !Set.of("cohere", "ollama", "perplexity").contains(name);
    }

    boolean tellsReasoning() {
        return !Set.of("cohere", "ollama", "anthropic").contains(name);
    }

    boolean tellsSearches() {
        return Set.of("responses", "anthropic", "google", "perplexity").contains(name);
    }

    String path(boolean stream) {
        return switch (format) {
            case "anthropic" -> "/v1/messages";
            case "gemini" -> "/v1beta/models/" + model()
                    + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
            case "cohere" -> "/v2/chat";
            case "ollama" -> "/api/chat";
            case "responses" -> "/v1/responses";
            default -> "/v1/chat/completions";
        };
    }

    String body(boolean stream) {
        String head = "{'model':'" + model() + "','stream':" + stream + ",";
        String messages = "'messages':[{'role':'user','content':'Hi'}]}";
        String body =
                switch (format) {
                    case "gemini" -> "{'contents':[{'parts':[{'text':'Hi'}]}],'generationConfig':{'maxOutputTokens':5000}}";
                    case "ollama" -> head + "'options':{'num_predict':5000}," + messages;
                    case "responses" -> head + "'max_output_tokens':5000,'input':'Hi'}";
                    default -> head + "'max_tokens':5000," + messages;
                };
        return body.replace('\'', '"');
    }

    /** An answer that tells what was used. */
    Script script(Used used, boolean stream, String text) {
        if (!isLikeness() && used.searches() == 0) {
            return Script.DEFAULT.with("input=" + used.input() + "&cached=" + used.cached() + "&output=" + used.output()
                    + "&reasoning=" + used.reasoning() + "&chunks=8");
        }
        if (!isLikeness()) {
            return replay("application/json", searched(used, text));
        }
        String usage = "'usage':" + usage(used);
        return stream
                ? replay(
                        "text/event-stream",
                        chunk("'choices':[{'index':0,'delta':{'role':'assistant','content':'" + text + "'}}]")
                                + chunk("'choices':[{'index':0,'delta':{'content':' again'}}]")
                                + chunk("'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]")
                                + chunk("'choices':[]," + usage)
                                + "data: [DONE]\n\n")
                : replay(
                        "application/json",
                        "{'id':'1','model':'" + model()
                                + "','choices':[{'index':0,'message':{'role':'assistant','content':'" + text + "'}}],"
                                + usage + "}");
    }

    /** A stream that fails after some text. */
    Script failing(String text) {
        return isLikeness()
                ? replay(
                        "text/event-stream",
                        chunk("'choices':[{'index':0,'delta':{'role':'assistant','content':'" + text + "'}}]")
                                + "data: {'error':{'message':'Overloaded','code':502}}\n\n")
                : Script.DEFAULT.with("input=100&output=40&chunks=8&failAfter=4");
    }

    private String chunk(String fields) {
        return "data: {'id':'1','object':'chat.completion.chunk','model':'" + model() + "'," + fields + "}\n\n";
    }

    private static Script replay(String contentType, String answer) {
        return Script.builder()
                .recording(Recording.answer(
                        200, contentType, answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    /** As each vendor tells it. */
    private String usage(Used used) {
        boolean beside = Set.of("xai", "perplexity", "gemini").contains(name);
        long output = beside ? used.output() - used.reasoning() : used.output();
        long total = used.input() + (name.equals("perplexity") ? output : used.output());
        String head =
                "{'prompt_tokens':" + used.input() + ",'completion_tokens':" + output + ",'total_tokens':" + total;
        String cached = used.cached() == 0
                ? ""
                : name.equals("deepseek")
                        ? ",'prompt_cache_hit_tokens':" + used.cached() + ",'prompt_cache_miss_tokens':"
                                + (used.input() - used.cached())
                        : ",'prompt_tokens_details':{'cached_tokens':" + used.cached() + "}";
        String reasoning = used.reasoning() == 0 || name.equals("gemini")
                ? ""
                : name.equals("perplexity")
                        ? ",'reasoning_tokens':" + used.reasoning()
                        : ",'completion_tokens_details':{'reasoning_tokens':" + used.reasoning() + "}";
        String searches = used.searches() == 0 ? "" : ",'num_search_queries':" + used.searches();
        return head + cached + reasoning + searches + "}";
    }

    private String searched(Used used, String text) {
        String counts = "'input_tokens':" + used.input() + ",'output_tokens':" + used.output();
        return switch (format) {
            case "responses" -> "{'id':'resp_1','object':'response','status':'completed','model':'" + model()
                    + "','output':["
                    + "{'type':'web_search_call','id':'ws','status':'completed','action':{'type':'search'}},"
                            .repeat((int) used.searches())
                    + "{'type':'message','content':[{'type':'output_text','text':'" + text + "'}]}],'usage':{" + counts
                    + ",'total_tokens':" + (used.input() + used.output()) + "}}";
            case "anthropic" -> "{'id':'msg_1','type':'message','role':'assistant','model':'" + model()
                    + "','content':[{'type':'text','text':'" + text + "'}],'stop_reason':'end_turn','usage':{" + counts
                    + ",'server_tool_use':{'web_search_requests':" + used.searches() + "}}}";
            default -> "{'candidates':[{'content':{'role':'model','parts':[{'text':'" + text
                    + "'}]},'finishReason':'STOP','groundingMetadata':{'webSearchQueries':['a','b']}}],"
                    + "'usageMetadata':{'promptTokenCount':" + used.input() + ",'candidatesTokenCount':"
                    + used.output() + ",'totalTokenCount':" + (used.input() + used.output()) + "},'modelVersion':'"
                    + model() + "'}";
        };
    }
}
