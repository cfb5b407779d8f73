package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
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
        GrantTerms terms) {

    static final String[] FIELDS = {
        "account",
        "userId",
        "email",
        "amount",
        "reason",
        "idempotencyKey",
        "source",
        "costUsd",
        "models",
        "effectiveAt",
        "expiresAt"
    };

    private static final Pattern DOLLARS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final int MOST_MODELS = 50;
    private static final int LONGEST_NAME = 255;
    private static final Instant FARTHEST = Instant.parse("9999-12-31T00:00:00Z");

    static GrantBody read(Fields fields, HttpHeaders headers) {
        return new GrantBody(
                NamedAccount.read(fields),
                Amounts.aboveZero("amount", fields.decimal("amount").orElse("")),
                source(fields),
                IdempotencyKey.of(fields, headers),
                Reason.of(fields),
                terms(fields));
    }

    private static GrantTerms terms(Fields fields) {
        Instant effectiveAt = time(fields, "effectiveAt");
        Instant expiresAt = time(fields, "expiresAt");
        if (effectiveAt != null && expiresAt != null && !effectiveAt.isBefore(expiresAt)) {
            throw Problem.badField("expiresAt", "must be later than 'effectiveAt'.");
        }
        return new GrantTerms(cost(fields), models(fields), effectiveAt, expiresAt);
    }

    /** As amounts of credits are written, zero included. */
    private static BigDecimal cost(Fields fields) {
        String cost = fields.decimal("costUsd").orElse("0");
        if (!DOLLARS.matcher(cost).matches()) {
            throw Problem.badField(
                    "costUsd", "must be what was paid in US dollars, such as \"9.99\": below 1000000000.");
        }
        return new BigDecimal(cost);
    }

    private static List<String> models(Fields fields) {
        List<String> models = fields.list("models", MOST_MODELS, LONGEST_NAME);
        if (models.stream().anyMatch(model -> model.chars().anyMatch(Character::isWhitespace))) {
            throw Problem.badField("models", "may have names without spaces only, such as [\"gpt-4o*\"].");
        }
        return models;
    }

    /** The key is an administrator's own; the prefix keeps it apart from the references that Tollgate makes. */
    GrantRequest toGrant(long accountNumber) {
        return new GrantRequest(accountNumber, source, "admin:" + idempotencyKey, amount, reason, terms);
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

    private static @Nullable Instant time(Fields fields, String field) {
        Optional<String> text = fields.text(field, LONGEST_NAME);
        if (text.isEmpty()) {
            return null;
        }
        Instant time = text.map(GrantBody::instant).orElse(null);
        if (time == null || !time.isAfter(Instant.now()) || time.isAfter(FARTHEST)) {
            throw Problem.badField(field, "must be a time to come, such as \"2027-01-31T00:00:00Z\".");
        }
        return Objects.requireNonNull(time);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            return null;
        }
    }
}
