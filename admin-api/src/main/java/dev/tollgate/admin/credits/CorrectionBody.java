package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.CorrectionRequest;
import dev.tollgate.pricing.Credits;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;

/**
 * What an administrator asks to be put right.
 *
 * @param less whether an adjustment takes credits away
 * @param request what is refunded; absent for an adjustment
 */
record CorrectionBody(
        NamedAccount account,
        Credits amount,
        boolean less,
        Optional<UUID> request,
        String idempotencyKey,
        String reason) {

    static final String[] ADJUSTMENT = {"account", "userId", "email", "amount", "reason", "idempotencyKey"};
    static final String[] REFUND = {"account", "userId", "email", "request", "amount", "reason", "idempotencyKey"};

    private static final int LONGEST_ID = 36;

    static CorrectionBody adjustment(Fields fields, HttpHeaders headers) {
        String amount = fields.decimal("amount").orElse("");
        boolean less = amount.startsWith("-");
        return new CorrectionBody(
                NamedAccount.read(fields),
                Amounts.aboveZero("amount", less ? amount.substring(1) : amount),
                less,
                Optional.empty(),
                IdempotencyKey.of(fields, headers),
                Reason.of(fields));
    }

    /** Without an amount, all that is left to refund. */
    static CorrectionBody refund(Fields fields, HttpHeaders headers) {
        return new CorrectionBody(
                NamedAccount.read(fields),
                fields.decimal("amount")
                        .map(amount -> Amounts.aboveZero("amount", amount))
                        .orElse(Credits.ZERO),
                false,
                Optional.of(request(fields)),
                IdempotencyKey.of(fields, headers),
                Reason.of(fields));
    }

    private static UUID request(Fields fields) {
        String id = fields.text("request", LONGEST_ID).orElse("");
        try {
            UUID request = UUID.fromString(id);
            if (request.toString().equalsIgnoreCase(id)) {
                return request;
            }
        } catch (IllegalArgumentException none) {
            // Told below, as an id that only looks like one.
        }
        throw Problem.badField(
                "request", "must be the id of a request or a spend, as in the header 'tollgate-request-id'.");
    }

    /** Keys are an administrator's own; the prefix keeps them apart from the references that Tollgate makes. */
    private String reference() {
        return "admin:" + idempotencyKey;
    }

    CorrectionRequest toCorrection(long number) {
        if (request.isPresent()) {
            return CorrectionRequest.refund(number, reference(), request.get(), amount, reason);
        }
        return less
                ? CorrectionRequest.adjust(number, reference(), amount, reason)
                : CorrectionRequest.give(number, reference(), amount, reason);
    }
}
