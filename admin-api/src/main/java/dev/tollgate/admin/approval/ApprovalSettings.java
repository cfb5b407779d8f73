package dev.tollgate.admin.approval;

import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When a second administrator is needed.
 *
 * @param above how many credits each administrator may give by hand in a day (UTC) alone: all together, so that many small
 *     gifts need another administrator as one large does; absent: as many as they like
 */
@ConfigurationProperties("tollgate.approval")
public record ApprovalSettings(@Nullable BigDecimal above) {

    private static final int PLACES = 9;

    public ApprovalSettings {
        if (above != null
                && (above.signum() < 0
                        || above.stripTrailingZeros().scale() > PLACES
                        || above.compareTo(new BigDecimal(GrantRequest.MOST_OF_ACCOUNT.toString())) > 0)) {
            throw new IllegalArgumentException(
                    "tollgate.approval.above must be credits such as 1000, from 0 to " + GrantRequest.MOST_OF_ACCOUNT
                            + " with at most " + PLACES + " decimal places, not " + above
                            + ". Leave it out to need no second administrator.");
        }
    }

    /** What an administrator may give in a day alone; empty: anything. */
    Optional<Credits> alone() {
        return Optional.ofNullable(above).map(Credits::of);
    }

    /** Whether anything needs a second administrator. */
    public boolean needsTwo() {
        return above != null;
    }
}
