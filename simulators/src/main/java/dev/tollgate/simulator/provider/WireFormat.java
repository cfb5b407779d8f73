package dev.tollgate.simulator.provider;

import tools.jackson.databind.JsonNode;

/** One API of one provider: where it is and how its answers look. */
interface WireFormat {
    /** The path that it answers POST on. */
    String path();

    /** The error object of its provider. */
    ProviderErrors errors();

    /** The call of a request body. */
    default ProviderCall call(JsonNode body, Script base) {
        return ProviderCall.of(body, base);
    }

    /** The answer to a call that the script lets succeed. */
    Answer answer(ProviderCall call);
}
