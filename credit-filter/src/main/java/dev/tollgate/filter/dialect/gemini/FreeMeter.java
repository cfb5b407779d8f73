package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts nothing, for calls that the provider takes nothing for. */
final class FreeMeter implements AnswerMeter {

    @Override
    public void begins(@Nullable String eventName) {}

    @Override
    public void value(String path, String key, JsonScalar value) {}

    @Override
    public Role ends() {
        return Role.ORDINARY;
    }

    @Override
    public UsageReport report() {
        return new UsageReport(Basis.NONE, Usage.NONE, List.of(), null, null);
    }
}
