package dev.tollgate.filter.dialect;

import dev.tollgate.pricing.TokenKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request asks for, and the most that it can use. */
public interface Intent {

    Operation operation();

    /** The model as the caller named it. */
    String model();

    /** The model by its name in the price book, by which it is known what it can do. */
    default String trueModel() {
        return model();
    }

    boolean streaming();

    /**
     * The most input tokens that the request can be billed for. A token stands for at least one byte of text, so the
     * bytes of the body are a bound; pictures and what a provider adds by itself have bounds of their own.
     *
     * @param maxInput the most that the model takes, where known: the bound of requests that refer to text kept by the
     *     provider
     */
    long inputBound(OptionalLong maxInput);

    /** Kinds that the input tokens can be billed as. */
    Set<TokenKind> inputKinds();

    /** Kinds that the output tokens can be billed as; empty for operations without output. */
    Set<TokenKind> outputKinds();

    /** The most output tokens of one answer that the request itself allows; empty if it names no bound. */
    OptionalLong outputBound();

    /**
     * The smallest output bound that an edit can write into the request; empty if none can be written, because the
     * operation takes none.
     */
    OptionalLong leastOutput();

    /** How many answers are asked for. */
    long answers();

    /** The most calls of each paid tool that the request allows. */
    Map<String, Long> toolBounds();

    /** The most of what is counted and is no token, by the names of usages: pictures, seconds, characters. */
    default Map<String, Long> unitBounds() {
        return Map.of();
    }

    /** How much of its unit it likely has: for a charge when the provider tells nothing. */
    default long unitEstimate() {
        return 0;
    }

    /** The media type of the body for the provider. */
    default String contentType() {
        return "application/json";
    }

    /** Whether the provider works on without the caller, and keeps what comes of it. */
    default boolean background() {
        return false;
    }

    /** Whether the provider keeps the answer, for a later request that names it. */
    default boolean stored() {
        return false;
    }

    /** How much of the web a search may bring into the context: {@code low}, {@code medium} or {@code high}. */
    default Optional<String> searchSize() {
        return Optional.empty();
    }

    /** The provider's tier of service that the request asks for; empty: the standard one. */
    default Optional<String> serviceTier() {
        return Optional.empty();
    }

    /** Whether the provider takes nothing for it, whatever the model costs: a count of tokens, for example. */
    default boolean free() {
        return false;
    }

    /** The service that is called, where it is no model. */
    default Optional<ServiceCall> service() {
        return Optional.empty();
    }

    /** What it names that the provider keeps, and that may be somebody else's. */
    default List<Reference> references() {
        return List.of();
    }

    /** Why it cannot be told what it names of these; matters where they are looked up. */
    default Optional<String> referenceFault() {
        return Optional.empty();
    }

    /** Roughly how many input tokens it has: for a charge when the provider tells nothing. */
    long inputEstimate();

    /**
     * The same request for another model, without reading its body again; empty if what it asks for goes by the model, or
     * it cannot name another one.
     *
     * @param operation the same, called for that model
     */
    default Optional<Intent> of(Operation operation, String model) {
        return Optional.empty();
    }

    /**
     * The body for the provider: the caller's bytes, with nothing changed but what the edit names.
     */
    byte[] upstreamBody(Edit edit);

    /**
     * Changes to a body.
     *
     * @param model the name to send in place of the caller's; null: as it is
     * @param outputBound the output bound to write where the caller named none; empty: none
     * @param loweredTo the output bound to write in place of every larger one of the caller's; empty: the caller's stay
     * @param forceUsage ask a stream for its usage where the caller did not
     * @param takesMaxTokens the provider heeds the bound of a chat under its older name alone
     */
    record Edit(
            @Nullable String model,
            OptionalLong outputBound,
            OptionalLong loweredTo,
            boolean forceUsage,
            boolean takesMaxTokens) {

        public Edit(@Nullable String model, OptionalLong outputBound, boolean forceUsage, boolean takesMaxTokens) {
            this(model, outputBound, OptionalLong.empty(), forceUsage, takesMaxTokens);
        }

        /** With a smaller output bound than the caller's. */
        public static Edit lowered(@Nullable String model, long bound, boolean forceUsage, boolean takesMaxTokens) {
            return new Edit(model, OptionalLong.of(bound), OptionalLong.of(bound), forceUsage, takesMaxTokens);
        }

        /** For a provider that heeds bounds by the names they have now. */
        public Edit(@Nullable String model, OptionalLong outputBound, boolean forceUsage) {
            this(model, outputBound, forceUsage, false);
        }
    }
}
