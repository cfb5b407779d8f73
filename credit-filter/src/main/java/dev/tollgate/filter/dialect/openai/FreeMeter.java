package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts answers that use nothing that is billed. */
final class FreeMeter implements AnswerMeter {

    private @Nullable String model;

    @Override
    public void begins(@Nullable String eventName) {}

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (path.isEmpty() && key.equals("model") && value.isString()) {
            model = value.text();
        }
    }

    @Override
    public Role ends() {
        return Role.ORDINARY;
    }

    @Override
    public UsageReport report() {
        return new UsageReport(Basis.REPORTED, Usage.NONE, List.of(), model, null);
    }

    @Override
    public UsageReport unread(Intent intent, long passed) {
        return report();
    }
}
