package dev.tollgate.pricing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a provider is called.
 *
 * @param headers sent with every call; no secrets
 * @param drains whether an answer whose client has left is read to its end, so that its usage is known; otherwise it is
 *     broken off and charged by what was seen
 * @param chargesCrashes whether a call that ran when its gateway died is charged what its client had got by then;
 *     otherwise it is free
 * @param fallsBackOnSilence whether a call that went out and was not answered is made of the model's next fallback, whatever
 *     the provider bills for it; otherwise its caller is told
 * @param paths where it is called otherwise than at the usual paths
 */
public record ProviderConnection(
        Auth auth,
        Map<String, String> headers,
        Timeouts timeouts,
        boolean drains,
        boolean chargesCrashes,
        boolean fallsBackOnSilence,
        CallPaths paths) {

    public ProviderConnection {
        headers = Map.copyOf(headers);
    }

    /** How the key is sent. */
    public enum AuthKind {
        /** {@code Authorization: Bearer KEY}. */
        BEARER,
        /** {@code Authorization: Token KEY}. */
        TOKEN,
        /** In a header of its own. */
        HEADER,
        /** {@code Authorization: Basic}, with a user and the key as the password. */
        BASIC,
        /** Not at all. */
        NONE
    }

    /**
     * @param header that carries the key; empty unless the kind is HEADER
     * @param userEnv the environment variable that holds the user; present if the kind is BASIC
     */
    public record Auth(AuthKind kind, String header, Optional<String> userEnv) {

        /** As the official clients of a dialect do it. */
        public static Auth of(String dialect) {
            return switch (dialect) {
                case "anthropic" -> new Auth(AuthKind.HEADER, "x-api-key", Optional.empty());
                case "gemini" -> new Auth(AuthKind.HEADER, "x-goog-api-key", Optional.empty());
                default -> new Auth(AuthKind.BEARER, "", Optional.empty());
            };
        }
    }

    /**
     * How long to wait; what is absent is the gateway's own setting.
     *
     * @param connect until a connection stands
     * @param firstByte until an answer begins
     * @param idle between two pieces of an answer
     * @param total from the beginning of an answer to its end
     */
    public record Timeouts(
            Optional<Duration> connect,
            Optional<Duration> firstByte,
            Optional<Duration> idle,
            Optional<Duration> total) {

        public static final Timeouts NONE =
                new Timeouts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
