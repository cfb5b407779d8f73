package dev.tollgate.simulator.provider;

/** OpenAI's count of a response's input tokens: the words. */
final class OpenAiInputTokens implements WireFormat {

    @Override
    public String path() {
        return "/v1/responses/input_tokens";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        return Answer.json(Json.object().put("object", "response.input_tokens").put("input_tokens", call.words()));
    }
}
