package dev.tollgate.app.pricing;

import dev.tollgate.admin.pricing.LocalPrices.Look;
import dev.tollgate.admin.pricing.LocalPrices.Outcome;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.Problem;
import java.nio.file.Path;
import org.springframework.boot.health.contributor.Health;

/**
 * What anybody may know of the prices: their version, and the place of what is wrong with a file, not its words. Those are in
 * the log, and told to administrators.
 */
final class PricingHealth {

    private PricingHealth() {}

    static Health of(PriceWatch watch) {
        PriceBook book = watch.get().book();
        Health.Builder health = book.models().isEmpty() ? Health.down() : Health.up();
        health.withDetail("version", book.version());
        PriceFollower.Standing standing = watch.standing();
        if (!standing.unusable().isEmpty()) {
            health.withDetail("pending", "unusable");
            standing.inForce().ifPresent(inForce -> health.withDetail("inForce", inForce.version()));
            health.withDetail("problem", standing.unusable().get(0));
        }
        Look file = watch.state().file();
        if (file.outcome() == Outcome.INVALID) {
            Problem first = file.problems().get(0);
            health.withDetail("pending", "invalid");
            health.withDetail(
                    "problem", Path.of(first.file()).getFileName() + ":" + first.line() + ":" + first.column());
            health.withDetail("problems", file.problems().size());
        }
        return health.build();
    }
}
