package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the quantity of a call from its answer, where the book says that it stands there. */
final class ServiceMeter implements AnswerMeter {

    private final Service.Counting counting;
    private final ServiceIntent intent;
    private final Optional<BigDecimal> known;
    private final @Nullable PathFinder finder;

    ServiceMeter(ServiceIntent intent, UsageReader.Answer answer) {
        this.intent = intent;
        this.counting = intent.call().service().counting();
        this.known = counting.from() instanceof Quantity.Header header
                ? Quantities.read(Optional.ofNullable(answer.headers().apply(header.name())))
                : intent.known();
        this.finder = counting.from() instanceof Quantity.Answered answered
                ? PathFinder.of(answered.path(), Quantities.LONGEST)
                : null;
    }

    @Override
    public void begins(@Nullable String eventName) {}

    @Override
    public Role ends() {
        return Role.FINAL;
    }

    @Override
    public void element(String path, int index) {
        if (finder != null) {
            finder.element(path, index);
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (finder != null) {
            finder.open(path, array, start);
        }
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (finder != null) {
            finder.value(path, key, value);
        }
    }

    @Override
    public UsageReport unread(Intent asked, long passed) {
        return report();
    }

    @Override
    public UsageReport report() {
        Optional<BigDecimal> told = finder == null ? known : Quantities.read(finder.found());
        boolean zeroIsTold = !(counting.from() instanceof Quantity.Answered answered) || answered.zeroIsTold();
        return Quantities.report(
                counting,
                told.filter(quantity -> zeroIsTold || quantity.signum() > 0),
                intent.call().most());
    }
}
