package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The report of an answer whose provider told no usage. */
public final class Verdict {

    private Verdict() {}

    /**
     * A failure before any text used nothing. Everything else is estimated: the input from the request, the output from
     * the text that was delivered.
     */
    public static UsageReport untold(Intent intent, TextCount text, @Nullable String model, @Nullable String failure) {
        return untold(intent, text, model, failure, Optional.empty());
    }

    /** The same in a tier of service; empty: the standard one. */
    public static UsageReport untold(
            Intent intent,
            TextCount text,
            @Nullable String model,
            @Nullable String failure,
            Optional<String> serviceTier) {
        if (failure != null && text.isEmpty()) {
            return new UsageReport(Basis.NONE, Usage.NONE, List.of(), model, failure);
        }
        Usage usage = Usage.builder()
                .tokens(TokenKind.INPUT, intent.inputEstimate())
                .tokens(TokenKind.OUTPUT, text.tokens())
                .serviceTier(serviceTier)
                .build();
        return new UsageReport(Basis.ESTIMATED, usage, List.of(), model, failure);
    }
}
