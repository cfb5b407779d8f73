package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.pricing.TokenKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a dialect's reader finds in a request, filled while the body is read once. */
public final class RequestFacts {

    /** Characters of a model's name. */
    public static final int MODEL_LENGTH = 256;

    /** A larger bound on tokens is a mistake; also keeps products of bounds far from overflow. */
    public static final long MOST_TOKENS = 1_000_000_000;

    final byte[] body;
    private final BodyText text;
    final ModelKinds kinds;
    final EnumSet<TokenKind> inputKinds = EnumSet.of(TokenKind.INPUT);
    final EnumSet<TokenKind> outputKinds = EnumSet.noneOf(TokenKind.class);
    final Map<String, Long> tools = new TreeMap<>();
    final Map<String, Long> units = new TreeMap<>();
    String contentType = "application/json";
    final References references = new References();
    boolean plainSlots;
    boolean countsNothing;
    boolean writesBound;
    boolean background;
    boolean stored;
    boolean writesModel;
    OptionalLong outputBound = OptionalLong.empty();
    Optional<String> serviceTier = Optional.empty();
    Optional<String> searchSize = Optional.empty();
    boolean streaming;
    boolean asksForUsage;
    boolean refersElsewhere;
    boolean modelInPath;
    boolean free;
    long answers = 1;
    long pictures;
    long pictureBytes;
    long addedTokens;
    long likely;

    @Nullable
    String model;

    @Nullable
    Slot modelSlot;

    @Nullable
    Slot boundSlot;

    boolean namesBoundTwoWays;

    @Nullable
    Slot olderBoundSlot;

    @Nullable
    Slot usageSlot;

    String usageText = "";

    /** Places of the body that name the model once more, and what stands before its name there. */
    final List<Again> modelAgain = new ArrayList<>();

    record Again(Slot slot, String prefix) {}

    /** Places of the body that name an output bound. */
    final List<NamedBound> namedBounds = new ArrayList<>();

    record NamedBound(long bound, Slot slot) {}

    long leastOutput = 1;

    public RequestFacts(byte[] body) {
        this(body, UnaryOperator.identity());
    }

    /** @param names from a caller's name of a model to the price book's */
    public RequestFacts(byte[] body, UnaryOperator<String> names) {
        this.body = body;
        this.text = new BodyText(body);
        this.kinds = new ModelKinds(names);
    }

    /** How its values stand in the body. */
    public BodyText text() {
        return text;
    }

    /** What the request names that its provider keeps. */
    public References references() {
        return references;
    }

    public void model(JsonScalar value) {
        if (!value.isString() || value.text().isBlank()) {
            throw new MalformedRequest("'model' must name a model, but is " + value.shown() + ".");
        }
        model(value.text(), text.slotOf(value));
    }

    /** @param slot where it stands in the body */
    public void model(String name, @Nullable Slot slot) {
        if (name.isBlank()) {
            throw new MalformedRequest("'model' must name a model, but is empty.");
        }
        if (name.length() > MODEL_LENGTH) {
            throw new MalformedRequest(
                    "'model' must have at most " + MODEL_LENGTH + " characters, but has " + name.length() + ".");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedRequest("'model' must name a model, but has control characters in it.");
        }
        model = name;
        modelSlot = slot;
    }

    /**
     * The path names the model, and not what the body may say: it is written into the body, since only Azure has it in
     * the path.
     *
     * @param slot where it can be written to a body that has none
     */
    public void deployment(String name, Slot slot) {
        Slot inBody = modelSlot;
        model(name, inBody == null ? slot : inBody);
        writesModel = true;
    }

    /** The body is a form: its values stand in it as they are. */
    public void form(String type) {
        contentType = type;
        plainSlots = true;
    }

    public void streaming(boolean asked) {
        streaming = asked;
    }

    /** The call is free, but for a fee for each request. */
    public void countsNothing() {
        countsNothing = true;
    }

    /** What is counted and is no token. */
    public void unit(String name, long most) {
        units.put(name, most);
    }

    /** How much of its unit it likely has. */
    public void likely(long units) {
        likely = units;
    }

    /** The bound that a provider keeps to where the caller names none; not every vendor does, so it is written too. */
    public void defaultBound(long bound) {
        outputBound = OptionalLong.of(bound);
        writesBound = true;
    }

    /** The bound of output that nobody can lower. */
    public void fixedBound(long bound) {
        outputBound = OptionalLong.of(bound);
    }

    public OptionalLong outputBound() {
        return outputBound;
    }

    /** Bytes of the body that are not billed as text. */
    public void uploaded(long bytes) {
        pictureBytes += bytes;
    }

    /**
     * The path names the model and says whether the answer is a stream: the body's own keys {@code model} and {@code
     * stream} are as any other.
     */
    public void inPath(String name, boolean streams) {
        model = name;
        streaming = streams;
        modelInPath = true;
    }

    /** The body names the model of its path once more: it must be the same, lest another one is called than is priced. */
    public void modelAgain(String key, JsonScalar value, String prefix) {
        String again = value.text();
        String before = again.startsWith(prefix) ? prefix : "";
        if (!value.isString() || !again.substring(before.length()).equals(modelOrEmpty())) {
            throw new MalformedRequest("'" + key + "' must be the model of the path, \"" + prefix + modelOrEmpty()
                    + "\", but is " + value.shown() + ".");
        }
        modelAgain.add(new Again(text.slotOf(value), before));
    }

    /** The provider takes nothing for this. */
    public void free() {
        free = true;
    }

    /** Where an output bound can be written if the body has none. */
    public void boundSlot(Slot slot) {
        boundSlot = slot;
    }

    /**
     * Where the bound is written for a provider that heeds its older name alone; null: the body has it under that name, and
     * what else it says is not heeded.
     */
    public void olderBoundSlot(@Nullable Slot slot) {
        namesBoundTwoWays = true;
        olderBoundSlot = slot;
    }

    public boolean hasOutputBound() {
        return outputBound.isPresent();
    }

    public void streaming(JsonScalar value) {
        streaming = flag("stream", value);
    }

    /** The caller's own bound; the larger of two, since the provider may heed either. */
    public void outputBound(String key, JsonScalar value) {
        long bound = positive(key, value, MOST_TOKENS);
        namedBounds.add(new NamedBound(bound, text.slotOf(value)));
        outputBoundAtLeast(bound);
    }

    /** A provider takes no smaller bound than this with what else the request says. */
    public void leastOutput(long bound) {
        leastOutput = Math.max(leastOutput, bound);
    }

    public void outputBoundAtLeast(long bound) {
        outputBound = OptionalLong.of(Math.max(bound, outputBound.orElse(0)));
    }

    public void serviceTier(Optional<String> asked) {
        serviceTier = asked;
    }

    public void background(boolean asked) {
        background = asked;
    }

    public void stored(boolean kept) {
        stored = kept;
    }

    public void searchSize(JsonScalar value) {
        searchSize = value.isString() ? Optional.of(value.text()) : Optional.empty();
    }

    public void answers(long count) {
        answers = count;
    }

    public void answers(String key, JsonScalar value, long most) {
        answers = positive(key, value, most);
    }

    public void asksForUsage() {
        asksForUsage = true;
        noUsageSlot();
    }

    /** There is nothing to ask for. */
    public void noUsageSlot() {
        usageSlot = null;
    }

    /** Where, and with what words, a stream can be asked for its usage. */
    public void usageSlot(Slot slot, String text) {
        usageSlot = slot;
        usageText = text;
    }

    public boolean isStreaming() {
        return streaming;
    }

    public String modelOrEmpty() {
        return model == null ? "" : model;
    }

    /** Whether the model, as the price book calls it, is one of which this is true: how the body is read may go by that. */
    public boolean modelIs(Predicate<String> kind) {
        return kinds.is(modelOrEmpty(), kind);
    }

    public void inputKind(TokenKind kind) {
        inputKinds.add(kind);
    }

    public void outputKinds(Set<TokenKind> kinds) {
        outputKinds.addAll(kinds);
    }

    /** A paid tool may be called so many times more. */
    public void tool(String name, long calls) {
        tools.merge(name, calls, Math::addExact);
    }

    public Set<String> tools() {
        return Set.copyOf(tools.keySet());
    }

    /** Sets the bound of a tool that is already known. */
    public void toolBound(String name, long calls) {
        tools.replace(name, calls);
    }

    /** The provider puts tokens of its own before the caller's. */
    public void addedTokens(long tokens) {
        addedTokens = Math.addExact(addedTokens, tokens);
    }

    /** The input is more than the body shows: text kept by the provider, a file, what a tool will find. */
    public void refersElsewhere() {
        refersElsewhere = true;
    }

    /** @param bytes how many bytes of the body it takes that are not billed as text */
    public void picture(long bytes) {
        inputKinds.add(TokenKind.INPUT_IMAGE);
        pictures++;
        pictureBytes += bytes;
    }

    /** A whole number from 1 to the most. */
    public static long positive(String key, JsonScalar value, long most) {
        OptionalLong count = value.count();
        if (count.isEmpty() || count.getAsLong() == 0) {
            throw new MalformedRequest("'" + key + "' must be a whole number above 0, but is " + value.shown() + ".");
        }
        if (count.getAsLong() > most) {
            throw new MalformedRequest("'" + key + "' must be at most " + most + ", but is " + value.shown() + ".");
        }
        return count.getAsLong();
    }

    /** True or false; null is false. */
    public static boolean flag(String key, JsonScalar value) {
        if (!value.isTrue() && !value.isFalse() && !value.isNull()) {
            throw new MalformedRequest("'" + key + "' must be true or false, but is " + value.shown() + ".");
        }
        return value.isTrue();
    }
}
