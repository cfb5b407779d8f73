package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;

/**
 * What an app asks to be spent: an amount, or so many of a service that the price book knows.
 *
 * @param service what it is for, as the usage log shows it
 * @param tags the app's own labels; the reason is one of them
 * @param dryRun whether to tell only what would happen
 */
record SpendBody(
        Optional<Credits> amount,
        long quantity,
        String service,
        String idempotencyKey,
        Map<String, String> tags,
        boolean dryRun) {

    static final String[] FIELDS = {"amount", "service", "quantity", "reason", "idempotencyKey", "tags", "dryRun"};

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 500;
    private static final int MOST_TAGS = 16;
    private static final String NO_SERVICE = "credits";
    private static final Pattern QUANTITY = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int SHOWN = 10;

    static SpendBody read(Fields fields, HttpHeaders headers) {
        Map<String, String> tags = new TreeMap<>(fields.texts("tags", MOST_TAGS, LONGEST_NAME));
        fields.text("reason", LONGEST_REASON).ifPresent(reason -> {
            if (tags.putIfAbsent("reason", reason) != null) {
                throw Problem.badField("tags", "may not have 'reason' where the field 'reason' is given.");
            }
        });
        boolean dryRun = fields.flag("dryRun");
        Optional<String> service = fields.text("service", LONGEST_NAME).filter(name -> !name.isBlank());
        return new SpendBody(
                amount(fields, service),
                quantity(fields),
                service.orElse(NO_SERVICE),
                dryRun ? "" : IdempotencyKey.of(fields, headers),
                tags,
                dryRun);
    }

    private static Optional<Credits> amount(Fields fields, Optional<String> service) {
        Optional<String> amount = fields.decimal("amount");
        if (amount.isEmpty() && service.isPresent()) {
            return Optional.empty();
        }
        if (fields.decimal("quantity").isPresent()) {
            throw Problem.badField("quantity", "belongs to a 'service' without an 'amount'.");
        }
        return Optional.of(Amounts.aboveZero("amount", amount.orElse("")));
    }

    private static long quantity(Fields fields) {
        String quantity = fields.decimal("quantity").orElse("1");
        if (!QUANTITY.matcher(quantity).matches()) {
            throw Problem.badField("quantity", "must be a whole number from 1 to 999999999.");
        }
        return Long.parseLong(quantity);
    }

    /** What it costs by this price book; an amount costs itself. */
    Charge charge(PriceBook book, Plan plan) {
        if (amount.isPresent()) {
            Credits credits = amount.get();
            return new Charge(credits, book.usd(credits), book.version(), List.of());
        }
        try {
            return book.price(book.service(service).orElseThrow(() -> unknown(book)), plan, quantity);
        } catch (ArithmeticException tooMuch) {
            throw Problem.badField("quantity", "costs more credits than can be counted.");
        }
    }

    /** What the platform itself pays for it, in US dollars; empty where the price book does not tell. */
    Optional<BigDecimal> costUsd(PriceBook book) {
        return amount.isPresent()
                ? Optional.empty()
                : book.service(service)
                        .flatMap(priced -> book.cost(priced, BigDecimal.valueOf(quantity)))
                        .flatMap(Charge::usd);
    }

    private static Problem unknown(PriceBook book) {
        String known = book.services().stream().map(Service::name).limit(SHOWN).collect(Collectors.joining(", "));
        return Problem.badField(
                "service",
                known.isEmpty()
                        ? "has no price here; give an 'amount' of credits."
                        : "must be one that has a price, such as " + known + "; or give an 'amount' of credits.");
    }

    /** With its length, so that no two lists of texts are written alike. */
    private static StringBuilder part(StringBuilder all, String text) {
        return all.append('|').append(text.length()).append(':').append(text);
    }

    /** The same for every request that asks for the same, whatever the order of its fields, and whatever it costs now. */
    byte[] hash() {
        StringBuilder asked = new StringBuilder(amount.map(Credits::toString).orElse("*" + quantity));
        part(asked, service);
        tags.forEach((name, value) -> part(part(asked, name), value));
        try {
            return MessageDigest.getInstance("SHA-256").digest(asked.toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
