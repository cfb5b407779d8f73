package dev.tollgate.admin.billing;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.billing.TopUp;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a body says that an account shall buy by itself. */
final class TopUpFields {

    static final String[] KNOWN = {"enabled", "below", "package", "amount", "mostPerDay"};

    private static final int LONGEST = 255;
    private static final Pattern CREDITS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final Pattern DOLLARS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,2})?");

    private TopUpFields() {}

    /** Whether it is switched off, and nothing else is said. */
    static boolean onlyOff(Fields fields) {
        return !enabled(fields)
                && Stream.of("below", "package", "amount", "mostPerDay").noneMatch(fields::has);
    }

    /** All of it, as it is sold now. */
    static TopUp.Setting setting(Fields fields, PriceBook book) {
        if (fields.has("package") == fields.has("amount")) {
            throw Problem.badField("package", "or 'amount' must be given, one of them.");
        }
        Offer offer = Offer.read(fields, book, List.of());
        if (offer.cents() < Purchases.LEAST_CENTS) {
            throw Problem.badField("package", "must cost $0.50 at least: less cannot be charged.");
        }
        return new TopUp.Setting(
                enabled(fields),
                below(fields),
                fields.text("package", LONGEST).orElse(""),
                fields.has("amount") ? offer.cents() : 0,
                mostCents(fields, offer));
    }

    private static boolean enabled(Fields fields) {
        if (!fields.has("enabled")) {
            throw Problem.badField("enabled", "must be given, true or false.");
        }
        return fields.flag("enabled");
    }

    private static Credits below(Fields fields) {
        return fields.decimal("below")
                .filter(text -> CREDITS.matcher(text).matches())
                .map(text -> Credits.of(new BigDecimal(text)))
                .filter(credits -> !credits.isZero())
                .orElseThrow(() -> Problem.badField(
                        "below",
                        "must be credits above zero, with at most nine digits behind the point: it buys when less"
                                + " is left."));
    }

    private static long mostCents(Fields fields, Offer offer) {
        Optional<Long> cents = fields.decimal("mostPerDay")
                .filter(text -> DOLLARS.matcher(text).matches())
                .map(text -> Offer.cents(new BigDecimal(text)));
        return cents.filter(most -> most >= offer.cents())
                .orElseThrow(() -> Problem.badField(
                        "mostPerDay",
                        "must be US dollars below a million, with two decimals at most, and not below the price, "
                                + Dollars.of(offer.cents()) + "."));
    }
}
