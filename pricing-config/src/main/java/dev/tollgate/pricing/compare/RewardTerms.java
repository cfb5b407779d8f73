package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Rewards;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a book's rules for rewards say, by their keys in the file. */
final class RewardTerms {

    private RewardTerms() {}

    static Map<String, EntryTerms> of(PriceBook book) {
        Map<String, EntryTerms> rules = new LinkedHashMap<>();
        Rewards rewards = book.rewards();
        rewards.welcome().ifPresent(rule -> rules.put("welcome", of(rule)));
        rewards.referral().ifPresent(rule -> rules.put("referral", of(rule)));
        rewards.loyalty().ifPresent(rule -> rules.put("loyalty", of(rule)));
        return rules;
    }

    private static EntryTerms of(Rewards.Welcome rule) {
        return new EntryTerms().with("credits", rule.credits().toString()).with("expires", days(rule.expires()));
    }

    private static EntryTerms of(Rewards.Referral rule) {
        return new EntryTerms()
                .with("inviter", EntryTerms.credits(rule.inviter()))
                .with("invited", EntryTerms.credits(rule.invited()))
                .with("at_most", String.valueOf(rule.bounds().perInviter()))
                .with("total", String.valueOf(rule.bounds().total()))
                .with("expires", days(rule.expires()));
    }

    private static EntryTerms of(Rewards.Loyalty rule) {
        return new EntryTerms()
                .with("every", days(Optional.of(rule.every())))
                .with("credits", rule.credits().toString())
                .with("min_spent", rule.minSpent().toString())
                .with("expires", days(rule.expires()));
    }

    private static String days(Optional<Duration> time) {
        return time.map(length -> length.toDays() + "d").orElse("");
    }
}
