package dev.tollgate.admin.billing;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.billing.StripePrice;
import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PlanOffer;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;

/**
 * What somebody wants to buy, by the price book in force.
 *
 * @param item what it is, for people
 * @param cents its price in US cents
 * @param credits given once for it; of a plan none, they come with the plan
 * @param price its price's name at Stripe; empty: Stripe is told of one
 * @param plan of a subscription
 */
record Offer(String item, long cents, Credits credits, Optional<PriceName> price, Optional<Subscribed> plan) {

    private static final int LONGEST = 255;
    private static final BigDecimal LEAST = BigDecimal.ONE;
    private static final BigDecimal MOST = new BigDecimal(10_000);

    /**
     * A plan and how it is paid for.
     *
     * @param trialDays before it is paid for; 0: none
     */
    record Subscribed(Plan plan, PlanOffer.Billing every, int trialDays) {}

    /**
     * How a price is called at Stripe.
     *
     * @param variable whether the text is that of an environment variable which has its name
     */
    record PriceName(String text, boolean variable) {

        static PriceName variable(String name) {
            return new PriceName(name, true);
        }
    }

    /**
     * The one of the three that a body names; a plan only where it can be bought.
     *
     * @param sold packages whose prices are made at Stripe; those of the price book come before them
     */
    static Offer read(Fields fields, PriceBook book, List<StripePrice.Sold> sold) {
        long given = Stream.of("package", "amount", "plan").filter(fields::has).count();
        if (given != 1) {
            throw Problem.badField("package", "or 'amount' or 'plan' must be given, one of them.");
        }
        if (fields.has("package")) {
            String name = fields.text("package", LONGEST).orElse("");
            return ofPackage(name, book).or(() -> ofPackage(name, sold)).orElseThrow(() -> noPackage(book, sold));
        }
        return fields.has("plan")
                ? ofPlan(fields.text("plan", LONGEST).orElse(""), book)
                : ofAmount(fields.decimal("amount").orElse(""), book);
    }

    /** What is bought by itself: a package, or for an empty name so many US cents' worth of credits. */
    static Offer ofTopUp(String pack, long cents, PriceBook book) {
        return pack.isEmpty()
                ? ofAmount(Dollars.of(cents), book)
                : ofPackage(pack, book).orElseThrow(() -> noPackage(book, List.of()));
    }

    private static Optional<Offer> ofPackage(String name, PriceBook book) {
        return book.packages().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .map(found -> new Offer(
                        "package " + name,
                        cents(found.pay()),
                        found.credits(),
                        found.stripePriceEnv().map(PriceName::variable),
                        Optional.empty()));
    }

    private static Optional<Offer> ofPackage(String name, List<StripePrice.Sold> sold) {
        return sold.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .map(found -> new Offer(
                        "package " + name,
                        found.cents(),
                        found.credits(),
                        Optional.of(new PriceName(found.id(), false)),
                        Optional.empty()));
    }

    private static Problem noPackage(PriceBook book, List<StripePrice.Sold> sold) {
        List<String> names = Stream.concat(
                        book.packages().stream().map(CreditPackage::name),
                        sold.stream().map(StripePrice.Sold::name))
                .toList();
        return Problem.badField(
                "package",
                names.isEmpty()
                        ? "cannot be taken: this gateway sells no packages."
                        : "must be one of " + String.join(", ", names) + ".");
    }

    private static Offer ofAmount(String text, PriceBook book) {
        BigDecimal worth = book.creditWorth()
                .orElseThrow(() -> Problem.badField("amount", "cannot be taken here: buy a package."));
        if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,2})?")) {
            throw Problem.badField("amount", "must be US dollars with two decimals at most, such as \"12.50\".");
        }
        BigDecimal pay = new BigDecimal(text);
        if (pay.compareTo(LEAST) < 0 || pay.compareTo(MOST) > 0) {
            throw Problem.badField("amount", "must be from 1 to 10000 US dollars.");
        }
        Credits credits = Credits.of(pay.divide(worth, Credits.SCALE, RoundingMode.DOWN));
        return new Offer(
                "$" + pay.toPlainString() + " of credits", cents(pay), credits, Optional.empty(), Optional.empty());
    }

    private static Offer ofPlan(String name, PriceBook book) {
        Plan plan = book.plan(name)
                .filter(it -> it.offer().price().isPresent())
                .orElseThrow(() -> Problem.badField("plan", "must be a plan with a price; GET /api/plans lists them."));
        PlanOffer.Price price = plan.offer().price().get();
        return new Offer(
                "plan " + name,
                cents(price.pay()),
                Credits.ZERO,
                price.stripePriceEnv().map(PriceName::variable),
                Optional.of(new Subscribed(plan, price.every(), price.trialDays())));
    }

    boolean hasTrial() {
        return plan.filter(it -> it.trialDays() > 0).isPresent();
    }

    /** To be paid for from the first day on. */
    Offer withoutTrial() {
        return new Offer(item, cents, credits, price, plan.map(it -> new Subscribed(it.plan(), it.every(), 0)));
    }

    /** A price in parts of a cent is of a text that an earlier version stored; nobody can be charged it. */
    static long cents(BigDecimal dollars) {
        if (!isWhole(dollars)) {
            throw new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "price_not_in_cents",
                    "This cannot be bought: its price, $" + dollars.toPlainString() + ", is no whole number of cents.");
        }
        return dollars.movePointRight(2).longValueExact();
    }

    /** Whether a card can be charged so much. */
    static boolean isWhole(BigDecimal dollars) {
        return dollars.stripTrailingZeros().scale() <= 2;
    }

    /** The same with something taken off, rounded up to a cent. */
    Offer less(BigDecimal off) {
        long left = BigDecimal.valueOf(cents)
                .multiply(BigDecimal.ONE.subtract(off))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
        return new Offer(item, left, credits, Optional.empty(), plan);
    }
}
