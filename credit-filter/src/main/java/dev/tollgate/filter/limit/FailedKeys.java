package dev.tollgate.filter.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.ReachedLimit;
import dev.tollgate.filter.identity.ClientAddress;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.pricing.Plan.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps those who try keys from trying many: counts keys that opened nothing, by the address they came from and by how they
 * begin, and refuses what comes from there before the key is looked at.
 *
 * <p>Counted is in the limits, which nodes may share, and only when a key has failed; who is refused is remembered here, so
 * that a good call pays for none of this. A key that opened something of late is never refused: nobody can lock
 * it out by failing from the same address, or with a key that begins like it.
 */
final class FailedKeys {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration GOOD_FOR = Duration.ofMinutes(10);
    private static final int REMEMBERED = 100_000;

    private static final String KEYS = "tg_live_";

    /** What of a key is shown in lists of keys: it is no secret. */
    private static final int PREFIX = KEYS.length() + 6;

    private record Place(Level level, String name) {}

    private record Refused(ReachedLimit limit, long untilNanos) {}

    private final LimitSettings.Failures settings;
    private final RateLimits limits;
    private final Cache<Place, Refused> refused = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(MINUTE)
            .build();
    /** By hash, not by key: a copy of the memory shows no keys. */
    private final Cache<ByteBuffer, Boolean> good = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(GOOD_FOR)
            .build();

    FailedKeys(LimitSettings.Failures settings, RateLimits limits) {
        this.settings = settings;
        this.limits = limits;
    }

    Optional<Denial> refusal(ClientAddress address, Optional<Credential> credential) {
        if (!isOn()) {
            return Optional.empty();
        }
        return refusal(new Place(Level.FAILED_ADDRESS, address.network()))
                .or(() -> credential
                        .flatMap(FailedKeys::prefix)
                        .flatMap(prefix -> refusal(new Place(Level.FAILED_PREFIX, prefix))))
                .filter(denial -> credential.isEmpty() || good.getIfPresent(digest(credential.get())) == null);
    }

    private Optional<Denial> refusal(Place place) {
        @Nullable Refused known = refused.getIfPresent(place);
        if (known == null) {
            return Optional.empty();
        }
        long left = known.untilNanos() - System.nanoTime();
        return left <= 0
                ? Optional.empty()
                : Optional.of(new Denial.RateLimited(
                        DenialCode.TOO_MANY_FAILED_KEYS,
                        place.level() == Level.FAILED_ADDRESS
                                ? "Too many API keys that are not valid came from your network address. Check the key,"
                                        + " and try again a little later."
                                : "Too many API keys that begin like this one and are not valid were shown. Check the"
                                        + " key, and try again a little later.",
                        Duration.ofNanos(left),
                        Optional.of(known.limit())));
    }

    void opened(Credential credential) {
        if (isOn()) {
            ByteBuffer digest = digest(credential);
            if (good.getIfPresent(digest) == null) {
                good.put(digest, true);
            }
        }
    }

    Mono<Void> failed(ClientAddress address, Optional<Credential> credential) {
        if (!isOn()) {
            return Mono.empty();
        }
        credential.ifPresent(shown -> good.invalidate(digest(shown)));
        return Mono.when(
                count(new Subject(Level.FAILED_ADDRESS, address.network(), settings.address())),
                credential
                        .flatMap(FailedKeys::prefix)
                        .map(prefix -> count(new Subject(Level.FAILED_PREFIX, prefix, settings.prefix())))
                        .orElse(Mono.empty()));
    }

    private Mono<Void> count(Subject subject) {
        return subject.isLimited()
                ? limits.take(Demand.request(List.of(subject)))
                        .doOnNext(taken -> note(subject, taken))
                        .then()
                : Mono.empty();
    }

    /** The last one that is allowed is the last one that is looked at. */
    private void note(Subject subject, Taken taken) {
        long limit = subject.limits().requestsPerMinute().orElseThrow();
        Duration pause = taken.decision()
                .fold(
                        permit -> taken.standing().readings().get(0).remaining() == 0
                                ? MINUTE.dividedBy(limit)
                                : Duration.ZERO,
                        denial -> denial.retryAfter().orElse(Duration.ZERO));
        if (!pause.isZero()) {
            ReachedLimit told = new ReachedLimit(
                    subject.level().code(),
                    DenialCode.TOO_MANY_FAILED_KEYS.code(),
                    OptionalLong.of(limit),
                    OptionalLong.of(0));
            refused.put(
                    new Place(subject.level(), subject.name()), new Refused(told, System.nanoTime() + pause.toNanos()));
        }
    }

    private boolean isOn() {
        return !settings.address().equals(Limits.NONE) || !settings.prefix().equals(Limits.NONE);
    }

    /** Of gateway keys only: all access tokens begin alike, and nobody may lock out all who have one. */
    private static Optional<String> prefix(Credential credential) {
        return Optional.of(credential.key())
                .filter(key -> key.startsWith(KEYS))
                .map(key -> key.substring(0, Math.min(PREFIX, key.length())));
    }

    private static ByteBuffer digest(Credential credential) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(credential.key().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
