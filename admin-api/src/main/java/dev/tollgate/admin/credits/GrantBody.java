package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.pricing.Credits;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What an administrator asks to be granted. */
record GrantBody(
        NamedAccount account,
        Credits amount,
        GrantRequest.Source source,
        String idempotencyKey,
        String reason,
        @Nullable Instant expiresAt) {

    static final String[] FIELDS = {
        "account", "userId", "email", "amount", "reason", "idempotencyKey", "source", "expiresAt"
    };

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 500;
    private static final Instant FARTHEST = Instant.parse("9999-12-31T00:00:00Z");

    static GrantBody read(Fields fields, HttpHeaders headers) {
        return new GrantBody(
                NamedAccount.read(fields),
                Amounts.aboveZero("amount", fields.decimal("amount").orElse("")),
                source(fields),
                IdempotencyKey.of(fields, headers),
                fields.text("reason", LONGEST_REASON).orElse(""),
                expiry(fields));
    }

    /** The key is an administrator's own; the prefix keeps it apart from the references that Tollgate makes. */
    GrantRequest toGrant(long accountNumber) {
        return new GrantRequest(
                accountNumber, source, "admin:" + idempotencyKey, amount, reason, GrantTerms.until(expiresAt));
    }

    private static GrantRequest.Source source(Fields fields) {
        return fields.text("source", LONGEST_NAME)
                .map(name -> Arrays.stream(GrantRequest.Source.values())
                        .filter(source -> name(source).equals(name))
                        .findFirst()
                        .orElseThrow(() -> Problem.badField(
                                "source",
                                "must be one of "
                                        + Arrays.stream(GrantRequest.Source.values())
                                                .map(GrantBody::name)
                                                .collect(Collectors.joining(", "))
                                        + ".")))
                .orElse(GrantRequest.Source.ADJUSTMENT);
    }

    private static String name(GrantRequest.Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Instant expiry(Fields fields) {
        Optional<String> text = fields.text("expiresAt", LONGEST_NAME);
        if (text.isEmpty()) {
            return null;
        }
        Instant expiry = text.map(GrantBody::instant).orElse(null);
        if (expiry == null || !expiry.isAfter(Instant.now()) || expiry.isAfter(FARTHEST)) {
            throw Problem.badField("expiresAt", "must be a time to come, such as \"2027-01-31T00:00:00Z\".");
        }
        return Objects.requireNonNull(expiry);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            return null;
        }
    }
}
