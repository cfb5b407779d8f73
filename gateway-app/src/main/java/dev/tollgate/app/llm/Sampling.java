package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is written; what is absent is left to the provider.
 *
 * @param maxTokens the most tokens of the answer
 * @param stop texts at which it ends
 */
record Sampling(@Nullable Integer maxTokens, @Nullable Double temperature, @Nullable Double topP, List<String> stop) {

    private static final int LONGEST_STOP = 200;
    private static final int MOST_STOPS = 4;
    private static final BigDecimal MOST_TOKENS = BigDecimal.valueOf(Integer.MAX_VALUE);

    Sampling {
        stop = List.copyOf(stop);
    }

    /** @throws Problem if one is out of its range */
    static Sampling of(Fields fields) {
        BigDecimal most = number(fields, "max_tokens", MOST_TOKENS, "a whole number above 0");
        if (most != null && (most.signum() == 0 || most.stripTrailingZeros().scale() > 0)) {
            throw Problem.badField("max_tokens", "must be a whole number above 0.");
        }
        BigDecimal temperature = number(fields, "temperature", BigDecimal.valueOf(2), "a number from 0 to 2");
        BigDecimal topP = number(fields, "top_p", BigDecimal.ONE, "a number from 0 to 1");
        return new Sampling(
                most == null ? null : most.intValueExact(),
                temperature == null ? null : temperature.doubleValue(),
                topP == null ? null : topP.doubleValue(),
                stops(fields));
    }

    private static @Nullable BigDecimal number(Fields fields, String name, BigDecimal most, String range) {
        Optional<String> given = fields.decimal(name);
        if (given.isEmpty()) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(given.get());
            if (number.signum() >= 0 && number.compareTo(most) <= 0) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Refused as one that is out of range.
        }
        throw Problem.badField(name, "must be " + range + ".");
    }

    private static List<String> stops(Fields fields) {
        return fields.isList("stop")
                ? fields.list("stop", MOST_STOPS, LONGEST_STOP)
                : fields.text("stop", LONGEST_STOP)
                        .filter(text -> !text.isEmpty())
                        .map(List::of)
                        .orElse(List.of());
    }
}
