package dev.tollgate.simulator.provider;

/** One API of one provider: where it is and how its answers look. */
interface WireFormat {
    /** The path that it answers POST on. */
    String path();

    /** The error object of its provider. */
    ProviderErrors errors();

    /** The answer to a call that the script lets succeed. */
    Answer answer(ProviderCall call);
}
