package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.Reference;
import dev.tollgate.pricing.TokenKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.io.JsonStringEncoder;

/** The intent of a request that was read. Keeps the body, and shows nothing of it. */
public final class RequestIntent implements Intent {

    /**
     * The input of a request that refers to text outside its body, for a model whose largest input is unknown: what
     * most models take.
     */
    public static final long UNKNOWN_INPUT = 200_000;

    /**
     * Tokens that a provider may add to any request: message marks, and system prompts of its own (about 70 for
     * gpt-oss, some 700 for Grok 4).
     */
    public static final long ADDED_BY_PROVIDER = 1_000;

    /** English has about four characters a token; three-byte scripts about one token a character, which is near. */
    private static final long BYTES_PER_TOKEN = 4;

    private final Operation operation;
    private final String model;
    private final RequestFacts facts;
    private final Function<String, PictureTokens> picturesOf;
    private final PictureTokens pictureTokens;

    /**
     * @param facts of a request that names a model
     * @param picturesOf what a picture counts for, by model
     */
    public RequestIntent(Operation operation, RequestFacts facts, Function<String, PictureTokens> picturesOf) {
        this(operation, facts.modelOrEmpty(), facts, picturesOf);
    }

    private RequestIntent(
            Operation operation, String model, RequestFacts facts, Function<String, PictureTokens> picturesOf) {
        this.operation = operation;
        this.model = model;
        this.facts = facts;
        this.picturesOf = picturesOf;
        this.pictureTokens = picturesOf.apply(facts.kinds.trueName(model));
    }

    @Override
    public Optional<Intent> of(Operation other, String name) {
        boolean canNameIt = facts.modelInPath || facts.modelSlot != null;
        return canNameIt && facts.kinds.areThoseOf(name)
                ? Optional.of(new RequestIntent(other, name, facts, picturesOf))
                : Optional.empty();
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public String trueModel() {
        return facts.kinds.trueName(model);
    }

    @Override
    public boolean streaming() {
        return facts.streaming;
    }

    @Override
    public long inputBound(OptionalLong maxInput) {
        if (facts.countsNothing) {
            return 0;
        }
        long shown = textBytes() + ADDED_BY_PROVIDER + facts.addedTokens + facts.pictures * pictureTokens.most();
        return facts.refersElsewhere ? Math.max(shown, maxInput.orElse(UNKNOWN_INPUT)) : shown;
    }

    @Override
    public Set<TokenKind> inputKinds() {
        return Collections.unmodifiableSet(facts.inputKinds);
    }

    @Override
    public Set<TokenKind> outputKinds() {
        return Collections.unmodifiableSet(facts.outputKinds);
    }

    @Override
    public OptionalLong outputBound() {
        return facts.outputBound;
    }

    @Override
    public OptionalLong leastOutput() {
        return facts.outputKinds.isEmpty() || facts.namedBounds.isEmpty() && facts.boundSlot == null
                ? OptionalLong.empty()
                : OptionalLong.of(facts.leastOutput);
    }

    @Override
    public long answers() {
        return facts.answers;
    }

    @Override
    public Map<String, Long> toolBounds() {
        return Collections.unmodifiableMap(facts.tools);
    }

    @Override
    public Map<String, Long> unitBounds() {
        return Collections.unmodifiableMap(facts.units);
    }

    @Override
    public long unitEstimate() {
        return facts.likely;
    }

    @Override
    public String contentType() {
        return facts.contentType;
    }

    @Override
    public Optional<String> serviceTier() {
        return facts.serviceTier;
    }

    @Override
    public boolean background() {
        return facts.background;
    }

    @Override
    public boolean stored() {
        return facts.stored;
    }

    @Override
    public Optional<String> searchSize() {
        return facts.searchSize;
    }

    @Override
    public List<Reference> references() {
        return facts.references.found();
    }

    @Override
    public Optional<String> referenceFault() {
        return facts.references.fault();
    }

    @Override
    public long inputEstimate() {
        if (facts.countsNothing) {
            return 0;
        }
        return Math.max(1, textBytes() / BYTES_PER_TOKEN + facts.pictures * pictureTokens.usual());
    }

    @Override
    public boolean free() {
        return facts.free;
    }

    /** Whether the caller asked for usage in the stream, so that none of its chunks may be hidden. */
    public boolean asksForUsage() {
        return facts.asksForUsage;
    }

    @Override
    public byte[] upstreamBody(Edit edit) {
        Splices splices = new Splices(facts.body);
        String name = edit.model() == null ? model : edit.model();
        boolean isAnother = !name.equals(facts.modelOrEmpty());
        if (facts.modelSlot != null && (facts.writesModel || isAnother)) {
            splices.write(facts.modelSlot, facts.plainSlots ? name : quoted(name));
        }
        if (isAnother) {
            facts.modelAgain.forEach(again -> splices.write(again.slot(), quoted(again.prefix() + name)));
        }
        writeBound(splices, edit);
        if (edit.forceUsage() && facts.usageSlot != null) {
            splices.write(facts.usageSlot, facts.usageText);
        }
        return splices.apply();
    }

    private void writeBound(Splices splices, Edit edit) {
        boolean renamed = edit.takesMaxTokens() && facts.namesBoundTwoWays;
        OptionalLong own = renamed || facts.writesBound ? facts.outputBound : OptionalLong.empty();
        OptionalLong bound = edit.loweredTo().isPresent() || own.isEmpty() ? edit.outputBound() : own;
        Slot slot = renamed ? facts.olderBoundSlot : facts.boundSlot;
        if (slot == null) {
            edit.loweredTo().ifPresent(lower -> lower(splices, lower));
        } else if (bound.isPresent()) {
            splices.write(slot, Long.toString(bound.getAsLong()));
        }
    }

    /** Providers may heed either of two bounds, so both are lowered; a smaller one stays. */
    private void lower(Splices splices, long to) {
        facts.namedBounds.stream()
                .filter(named -> named.bound() > to)
                .forEach(named -> splices.write(named.slot(), Long.toString(to)));
    }

    private long textBytes() {
        return facts.body.length - facts.pictureBytes;
    }

    private static String quoted(String name) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(name)) + '"';
    }
}
