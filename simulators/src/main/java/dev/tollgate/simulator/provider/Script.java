package dev.tollgate.simulator.provider;

import dev.tollgate.simulator.recording.Chunking;
import dev.tollgate.simulator.recording.Recording;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the simulator answers a call. A script without any setting answers at once with a short text and counts that
 * follow from the request: input = its words (at least 1), output = the words of the answer.
 *
 * <p>Each setting of the {@link Builder} has the same name in the JSON of {@code PUT /simulator/script} and in the
 * suffix of a model name ({@code gpt-sim?output=500&delay=20ms}).
 */
public final class Script {
    /** The script without any setting. */
    public static final Script DEFAULT = builder().build();

    private final Pace pace;
    private final AnswerText text;
    private final InputTokens input;
    private final OutputTokens output;
    private final UsageReport usage;
    private final String serviceTier;
    private final Failure failure;
    private final Chunking wire;
    private final @Nullable Recording recording;

    private Script(Builder from) {
        pace = new Pace(from.latency, from.delay);
        text = new AnswerText(from.text, from.chunks, from.chunkSize);
        input = new InputTokens(from.input, from.cached, from.cacheWrite, from.cacheWrite1h);
        output = new OutputTokens(from.output, from.reasoning, from.bounded);
        usage = from.usage;
        serviceTier = from.serviceTier;
        failure = new Failure(from.status, from.body, from.retryAfter, from.failAfter, from.cutAfter, from.blackHole);
        wire = from.wire;
        recording = from.recording;
    }

    /** A builder that starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from this script. */
    public Builder toBuilder() {
        Builder to = new Builder();
        to.latency(pace.latency()).delay(pace.delay());
        to.text(text.text()).chunks(text.chunks()).chunkSize(text.chunkSize());
        to.input(input.total()).cached(input.cached()).cacheWrite(input.cacheWrite());
        to.cacheWrite1h(input.cacheWrite1h());
        to.output(output.total()).reasoning(output.reasoning()).bounded(output.bounded());
        to.status(failure.status()).body(failure.body()).retryAfter(failure.retryAfter());
        to.failAfter(failure.afterChunks()).cutAfter(failure.cutAfter()).blackHole(failure.blackHole());
        return to.usage(usage).serviceTier(serviceTier).wire(wire).recording(recording);
    }

    /**
     * This script with some settings changed, as in {@code output=500&delay=20ms}; values may be percent-encoded.
     *
     * @throws IllegalArgumentException if a name is unknown or a value does not fit
     */
    public Script with(String settings) {
        return ScriptReader.change(this, settings);
    }

    Pace pace() {
        return pace;
    }

    AnswerText text() {
        return text;
    }

    InputTokens input() {
        return input;
    }

    OutputTokens output() {
        return output;
    }

    UsageReport usage() {
        return usage;
    }

    String serviceTier() {
        return serviceTier;
    }

    Failure failure() {
        return failure;
    }

    Chunking wire() {
        return wire;
    }

    @Nullable
    Recording recording() {
        return recording;
    }

    /** Collects the settings of a script; {@link #build()} checks them together. */
    public static final class Builder {
        private Duration latency = Duration.ZERO;
        private Duration delay = Duration.ZERO;
        private String text = AnswerText.DEFAULT;
        private int chunks;
        private int chunkSize;
        private long input = InputTokens.COUNTED;
        private long cached;
        private long cacheWrite;
        private long cacheWrite1h;
        private long output = OutputTokens.COUNTED;
        private long reasoning;
        private boolean bounded = true;
        private UsageReport usage = UsageReport.REPORTED;
        private String serviceTier = "default";
        private int status = 200;
        private @Nullable String body;
        private long retryAfter = Failure.NEVER;
        private long failAfter = Failure.NEVER;
        private long cutAfter = Failure.NEVER;
        private boolean blackHole;
        private Chunking wire = Chunking.byEvent();
        private @Nullable Recording recording;

        private Builder() {}

        /** Time from the request to the head of the answer. */
        public Builder latency(Duration value) {
            latency = value;
            return this;
        }

        /** Time from one text chunk to the next; with a {@link #wire} other than events, from piece to piece. */
        public Builder delay(Duration value) {
            delay = value;
            return this;
        }

        /** What the answer says. */
        public Builder text(String value) {
            text = value;
            return this;
        }

        /** Number of text chunks; 0 = as the text has. A text that is too short starts again. */
        public Builder chunks(int value) {
            chunks = value;
            return this;
        }

        /** Characters in each text chunk; 0 = a word each. */
        public Builder chunkSize(int value) {
            chunkSize = value;
            return this;
        }

        /** All billed input tokens, cached and cache-written ones included; -1 = the words of the request. */
        public Builder input(long value) {
            input = value;
            return this;
        }

        /** Input tokens read from the cache; a part of input. */
        public Builder cached(long value) {
            cached = value;
            return this;
        }

        /** Input tokens written to the cache; a part of input. */
        public Builder cacheWrite(long value) {
            cacheWrite = value;
            return this;
        }

        /** Anthropic only: the part of cacheWrite that is kept for an hour. */
        public Builder cacheWrite1h(long value) {
            cacheWrite1h = value;
            return this;
        }

        /** All billed output tokens, reasoning included; -1 = one for each text chunk, and the reasoning tokens. */
        public Builder output(long value) {
            output = value;
            return this;
        }

        /** Reasoning (thinking) tokens; a part of output. */
        public Builder reasoning(long value) {
            reasoning = value;
            return this;
        }

        /** False lets the reported output exceed the bound that the request set, as no honest provider does. */
        public Builder bounded(boolean value) {
            bounded = value;
            return this;
        }

        /** How usage is written; a fault unless {@link UsageReport#REPORTED}. */
        public Builder usage(UsageReport value) {
            usage = value;
            return this;
        }

        /** OpenAI only: the tier of service that the answer says it was served in, whatever was asked for. */
        public Builder serviceTier(String value) {
            serviceTier = value;
            return this;
        }

        /** 400 to 599 answers with an error in the provider's shape; 200 (the default) does not. */
        public Builder status(int value) {
            status = value;
            return this;
        }

        /** The body of an error answer, sent as it is; null = the provider's usual error object. */
        public Builder body(@Nullable String value) {
            body = value;
            return this;
        }

        /** Seconds in the Retry-After header of an error answer; -1 = no header. */
        public Builder retryAfter(long seconds) {
            retryAfter = seconds;
            return this;
        }

        /** Ends a stream (status 200) with the provider's error event after so many text chunks; -1 = never. */
        public Builder failAfter(long textChunks) {
            failAfter = textChunks;
            return this;
        }

        /** Closes the connection after so many body bytes; -1 = never. */
        public Builder cutAfter(long bytes) {
            cutAfter = bytes;
            return this;
        }

        /** Takes the request and never answers. */
        public Builder blackHole(boolean value) {
            blackHole = value;
            return this;
        }

        /** How the body is cut for the wire; by event is the default. */
        public Builder wire(Chunking value) {
            wire = value;
            return this;
        }

        /** Answers with these recorded bytes instead of an own text; null = own text. */
        public Builder recording(@Nullable Recording value) {
            recording = value;
            return this;
        }

        /**
         * The script.
         *
         * @throws IllegalArgumentException if a setting is out of its range or contradicts another
         */
        public Script build() {
            return new Script(this);
        }
    }
}
