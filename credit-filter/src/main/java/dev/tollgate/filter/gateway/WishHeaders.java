package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Wishes;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * {@code tollgate-max-cost: 2.5} refuses a call that can cost more credits; {@code tollgate-dry-run: true} asks only what it
 * can cost; {@code Idempotency-Key: order-17} makes it once. One that cannot be read is refused: a wish for less must not be
 * lost by a typing error.
 */
final class WishHeaders {

    private static final String MAX_COST = "tollgate-max-cost";
    private static final String DRY_RUN = "tollgate-dry-run";

    private static final String ONCE = "Idempotency-Key";

    /** Visible ASCII, as in an HTTP token or a quoted string of the IETF draft. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private WishHeaders() {}

    static Decision<Wishes> read(HttpHeaders headers) {
        List<String> costs = headers.getOrEmpty(MAX_COST);
        List<String> dry = headers.getOrEmpty(DRY_RUN);
        if (costs.size() > 1
                || costs.stream().anyMatch(cost -> !AMOUNT.matcher(cost).matches())) {
            return refused(
                    "'" + MAX_COST + "' must be one decimal amount of credits such as 2.5: below 1000000000, at most 9"
                            + " decimal places.");
        }
        if (dry.size() > 1 || dry.stream().anyMatch(flag -> !flag.equals("true") && !flag.equals("false"))) {
            return refused("'" + DRY_RUN + "' must be true or false.");
        }
        List<String> keys = headers.getOrEmpty(ONCE);
        if (keys.size() > 1 || keys.stream().anyMatch(key -> !KEY.matcher(key).matches())) {
            return refused("'" + ONCE + "' must be one word of 1 to 255 visible ASCII characters, such as a UUID.");
        }
        Optional<Credits> most = costs.stream().findFirst().map(BigDecimal::new).map(Credits::of);
        return Decision.pass(
                new Wishes(most, dry.contains("true"), keys.stream().findFirst()));
    }

    private static Decision<Wishes> refused(String why) {
        return Decision.deny(new Denial.Invalid(DenialCode.INVALID_REQUEST, "The header " + why));
    }
}
