package dev.tollgate.simulator.provider;

/** Anthropic's free count: {@code {"input_tokens":n}}. */
final class AnthropicCountTokens implements WireFormat {
    @Override
    public String path() {
        return "/v1/messages/count_tokens";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.ANTHROPIC;
    }

    @Override
    public Answer answer(ProviderCall call) {
        long tokens = call.script().input().counted(call.words()).total();
        return Answer.json(Json.object().put("input_tokens", tokens));
    }
}
