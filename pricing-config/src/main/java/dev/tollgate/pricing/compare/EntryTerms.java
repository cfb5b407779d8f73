package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Message;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PlanOffer;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PromoCode;
import dev.tollgate.pricing.compare.EntryChange.TermChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What an entry says beside prices, in words by name, so that two of them can be compared. */
final class EntryTerms {

    private final Map<String, String> words = new LinkedHashMap<>();

    EntryTerms() {}

    static EntryTerms of(PriceBook book) {
        return new EntryTerms()
                .with("effective", text(book.effective()))
                .with(
                        "credit worth",
                        book.creditWorth()
                                .map(worth -> "$" + Words.plain(worth))
                                .orElse(""))
                .with("credit tokens", text(book.creditTokens()))
                .with("shown as", book.shownAsUsd() ? "USD" : "credits")
                .with("minimum balance", credits(book.minimumBalance()))
                .with("low balance", credits(book.lowBalance()))
                .with("refused for want of credits with", String.valueOf(book.shortStatus()))
                .with("plan of new accounts", book.firstPlan().name())
                .with("denied", String.join(", ", book.denied()));
    }

    /** The operator's own words. */
    static EntryTerms ofMessages(PriceBook book) {
        EntryTerms words = new EntryTerms();
        for (Message message : Message.values()) {
            words.with(
                    message.name().toLowerCase(Locale.ROOT),
                    book.message(message).orElse(""));
        }
        return words;
    }

    static EntryTerms of(Model model) {
        return new EntryTerms()
                .with("entry", model.name())
                .with("provider", model.provider())
                .with("aliases", String.join(", ", model.aliases()))
                .with("fallbacks", String.join(", ", model.fallbacks()))
                .with("max_output_tokens", text(model.maxOutput()))
                .with("default_output_tokens", String.valueOf(model.defaultOutput()))
                .with("max_input_tokens", text(model.maxInput()));
    }

    static EntryTerms of(CreditPackage bundle) {
        return new EntryTerms()
                .with("pay", "$" + Words.plain(bundle.pay()))
                .with("credits", bundle.credits().toString())
                .with("bonus", credits(bundle.bonus()))
                .with("stripe_price_env", bundle.stripePriceEnv().orElse(""));
    }

    static EntryTerms of(Plan plan) {
        Plan.Limits limits = plan.limits();
        return new EntryTerms()
                .with("grant", plan.grants().stream().map(EntryTerms::grant).collect(Collectors.joining("; ")))
                .with("requests", perMinute(limits.requestsPerMinute()))
                .with("tokens", perMinute(limits.tokensPerMinute()))
                .with("concurrent", text(limits.concurrent()))
                .with("models", plan.models().isEmpty() ? "all" : String.join(", ", plan.models()))
                .with("when_short", plan.whenShort().name().toLowerCase(Locale.ROOT))
                .with("price", plan.offer().price().map(EntryTerms::price).orElse(""))
                .with("byok fee", plan.offer().ownKeyFee().map(Words::percent).orElse(""))
                .with("tokens a month", text(plan.offer().tokensPerMonth()))
                .with("contact", plan.offer().contact().orElse(""));
    }

    private static String price(PlanOffer.Price price) {
        return "$" + Words.plain(price.pay()) + " a " + price.every().name().toLowerCase(Locale.ROOT)
                + (price.trialDays() == 0 ? "" : ", after " + price.trialDays() + " days on trial")
                + price.stripePriceEnv().map(name -> ", at Stripe $" + name).orElse("");
    }

    static EntryTerms of(PromoCode promo) {
        return new EntryTerms()
                .with(
                        "code",
                        (promo.code().inEnvironment() ? "$" : "") + promo.code().text())
                .with("percent", promo.gain().off().map(Words::percent).orElse(""))
                .with("first_payment_of", String.join(", ", promo.firstPaymentOf()))
                .with("credits", promo.gain().credits().map(Credits::toString).orElse(""))
                .with("per_user", String.valueOf(promo.bounds().perUser()))
                .with("total", text(promo.bounds().total()))
                .with("until", text(promo.bounds().until()))
                .with("plans", promo.plans().isEmpty() ? "all" : String.join(", ", promo.plans()));
    }

    private static String grant(Plan.Grant grant) {
        return credits(grant.credits()) + " " + grant.every().name().toLowerCase(Locale.ROOT)
                + (grant.unusedExpire() ? ", unused expire" : ", unused keep");
    }

    EntryTerms with(String term, String value) {
        words.put(term, value);
        return this;
    }

    /** In the order of this one; what is in the other only comes last. */
    List<TermChange> changesTo(EntryTerms after) {
        List<TermChange> changes = new ArrayList<>();
        Map<String, String> left = new LinkedHashMap<>(after.words);
        words.forEach((term, before) -> {
            String now = left.containsKey(term) ? left.remove(term) : "";
            if (!before.equals(now)) {
                changes.add(new TermChange(term, before, now));
            }
        });
        left.forEach((term, now) -> changes.add(new TermChange(term, "", now)));
        return changes;
    }

    static String credits(Credits credits) {
        return credits + (credits.toDecimal().compareTo(BigDecimal.ONE) == 0 ? " credit" : " credits");
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? String.valueOf(number.getAsLong()) : "";
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse("");
    }

    private static String text(OptionalInt number) {
        return number.isPresent() ? String.valueOf(number.getAsInt()) : "";
    }

    private static String perMinute(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() + "/min" : "";
    }
}
