package dev.tollgate.ledger.analytics;

import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.Optional;

/**
 * Sums over requests.
 *
 * @param failed those that their provider did not answer as it should
 * @param credits consumed
 * @param timed those whose time is known; {@code millis} is all of that time
 * @param usd what the credits were worth, as far as the prices tell
 * @param withCost the part of {@code usd} that is of requests whose cost is known
 * @param cost US dollars that the platform itself paid, as far as that is known
 */
public record Figures(
        BigInteger requests,
        BigInteger failed,
        BigDecimal credits,
        BigInteger inputTokens,
        BigInteger outputTokens,
        BigInteger timed,
        BigInteger millis,
        BigDecimal usd,
        BigDecimal withCost,
        BigDecimal cost) {

    static final String COLUMNS =
            "requests, failed, credits, input_tokens, output_tokens, timed, millis, usd, with_cost, cost";

    static final String SUMS =
            """
            coalesce(sum(requests), 0)::numeric AS requests, coalesce(sum(failed), 0)::numeric AS failed,
            coalesce(sum(credits), 0)::numeric AS credits, coalesce(sum(input_tokens), 0)::numeric AS input_tokens,
            coalesce(sum(output_tokens), 0)::numeric AS output_tokens, coalesce(sum(timed), 0)::numeric AS timed,
            coalesce(sum(millis), 0)::numeric AS millis, coalesce(sum(usd), 0)::numeric AS usd,
            coalesce(sum(with_cost), 0)::numeric AS with_cost, coalesce(sum(cost), 0)::numeric AS cost
            """;

    public static final Figures NONE = new Figures(
            BigInteger.ZERO,
            BigInteger.ZERO,
            BigDecimal.ZERO,
            BigInteger.ZERO,
            BigInteger.ZERO,
            BigInteger.ZERO,
            BigInteger.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO);

    static Figures of(Readable row) {
        return new Figures(
                count(row, "requests"),
                count(row, "failed"),
                number(row, "credits").movePointLeft(Credits.SCALE),
                count(row, "input_tokens"),
                count(row, "output_tokens"),
                count(row, "timed"),
                count(row, "millis"),
                number(row, "usd"),
                number(row, "with_cost"),
                number(row, "cost"));
    }

    private static BigDecimal number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, BigDecimal.class));
    }

    private static BigInteger count(Readable row, String column) {
        return number(row, column).toBigIntegerExact();
    }

    Figures plus(Figures other) {
        return new Figures(
                requests.add(other.requests),
                failed.add(other.failed),
                credits.add(other.credits),
                inputTokens.add(other.inputTokens),
                outputTokens.add(other.outputTokens),
                timed.add(other.timed),
                millis.add(other.millis),
                usd.add(other.usd),
                withCost.add(other.withCost),
                cost.add(other.cost));
    }

    /** Milliseconds of a request on average, of those whose time is known. */
    public Optional<BigInteger> averageMillis() {
        return timed.signum() == 0
                ? Optional.empty()
                : Optional.of(new BigDecimal(millis)
                        .divide(new BigDecimal(timed), 0, RoundingMode.HALF_UP)
                        .toBigIntegerExact());
    }

    /** What is left behind the cost, in US dollars, of the requests whose cost is known. */
    public BigDecimal margin() {
        return withCost.subtract(cost);
    }
}
