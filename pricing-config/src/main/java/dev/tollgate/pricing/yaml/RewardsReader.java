package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Rewards;
import dev.tollgate.pricing.yaml.shape.RewardsShape;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code rewards}. */
final class RewardsReader {

    private RewardsReader() {}

    static Rewards read(Section section) {
        section.allow(RewardsShape.class);
        return new Rewards(
                section.section("welcome").flatMap(RewardsReader::welcome),
                section.section("referral").flatMap(RewardsReader::referral),
                section.section("loyalty").flatMap(RewardsReader::loyalty));
    }

    private static Optional<Rewards.Welcome> welcome(Section section) {
        section.allow(RewardsShape.Welcome.class);
        section.require("credits", "credits: 5");
        Optional<Duration> expires = section.parsed("expires", Notation::days);
        return section.parsed("credits", PlanReader::credits).map(credits -> new Rewards.Welcome(credits, expires));
    }

    private static Optional<Rewards.Referral> referral(Section section) {
        section.allow(RewardsShape.Referral.class);
        if (!section.has("inviter") && !section.has("invited")) {
            section.require("inviter", "inviter: 5, or invited: 5, or both");
        }
        section.require("after", "after: first_call");
        section.require("at_most", "at_most: 20 for as many accounts of one inviter");
        section.require("total", "total: 1000 for as many accounts altogether");
        section.parsed("after", RewardsReader::after);
        Optional<Credits> inviter = section.parsed("inviter", PlanReader::credits);
        Optional<Credits> invited = section.parsed("invited", PlanReader::credits);
        Optional<Long> atMost = section.parsed("at_most", Notation::positive);
        Optional<Long> total = section.parsed("total", Notation::positive);
        Optional<Duration> expires = section.parsed("expires", Notation::days);
        return atMost.isEmpty() || total.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rewards.Referral(
                        inviter.orElse(Credits.ZERO),
                        invited.orElse(Credits.ZERO),
                        new Rewards.Bounds(atMost.get(), total.get()),
                        expires));
    }

    private static String after(String text) {
        if (!text.equals("first_call")) {
            throw new IllegalArgumentException(quoted(text) + " is unknown; write first_call");
        }
        return text;
    }

    private static Optional<Rewards.Loyalty> loyalty(Section section) {
        section.allow(RewardsShape.Loyalty.class);
        section.require("every", "every: 30d");
        section.require("credits", "credits: 2");
        section.require("min_spent", "min_spent: 10");
        Optional<Duration> every = section.parsed("every", Notation::days);
        Optional<Credits> credits = section.parsed("credits", PlanReader::credits);
        Optional<Credits> minSpent = section.parsed("min_spent", PlanReader::credits);
        Optional<Duration> expires = section.parsed("expires", Notation::days);
        if (every.isEmpty() || credits.isEmpty() || minSpent.isEmpty()) {
            return Optional.empty();
        }
        if (credits.get().compareTo(minSpent.get()) >= 0) {
            section.findings()
                    .warn(
                            section.entry("credits").orElseThrow().value(),
                            "this gives back all that must be spent for it; write less than 'min_spent' if this is not"
                                    + " meant");
        }
        return Optional.of(new Rewards.Loyalty(every.get(), credits.get(), minSpent.get(), expires));
    }
}
