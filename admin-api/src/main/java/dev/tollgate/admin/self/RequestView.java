package dev.tollgate.admin.self;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.ledger.usage.LoggedRequest;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request as the API shows it. */
record RequestView(
        String id,
        Instant at,
        String state,
        String provider,
        String operation,
        String model,
        @Nullable String answeredModel,
        String keyMode,
        String basis,
        Map<String, Object> usage,
        @Nullable ChargeView charge,
        String hold,
        List<AttemptView> attempts,
        Map<String, String> tags,
        @Nullable String upstreamRequestId) {

    /** @param usd left out where a credit has no worth in money */
    record ChargeView(
            String credits,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String usd,
            String priceVersion,
            List<LineView> lines) {
        static ChargeView of(Charge charge) {
            return new ChargeView(
                    charge.credits().toString(),
                    charge.usd().map(RequestView::plain).orElse(null),
                    charge.priceVersion(),
                    charge.lines().stream().map(LineView::of).toList());
        }
    }

    /** @param currency what {@code unitPrice} is in: {@code usd} or {@code credits} */
    record LineView(
            String kind, String model, long quantity, String unitPrice, long per, String currency, String credits) {
        static LineView of(Charge.Line line) {
            return new LineView(
                    line.kind(),
                    line.model(),
                    line.quantity(),
                    plain(line.unitPrice()),
                    line.per(),
                    line.currency().name().toLowerCase(Locale.ROOT),
                    plain(line.credits()));
        }
    }

    /**
     * What was sent to one provider; what the platform paid for it is the operator's business.
     *
     * @param model left out where the call was made of one attempt
     */
    record AttemptView(
            String provider,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String model,
            @Nullable Integer status,
            String outcome,
            long millis) {
        static AttemptView of(UsageRecord.Attempt attempt) {
            return new AttemptView(
                    attempt.provider(), attempt.model(), attempt.status(), attempt.outcome(), attempt.millis());
        }
    }

    static RequestView of(LoggedRequest request) {
        UsageRecord record = request.record();
        return new RequestView(
                request.id().toString(),
                request.at(),
                request.state().name().toLowerCase(Locale.ROOT),
                request.subject().provider(),
                request.subject().operation(),
                request.subject().model(),
                record == null ? null : record.answeredModel(),
                request.subject().keyMode(),
                record == null ? "none" : record.basis().name().toLowerCase(Locale.ROOT),
                record == null ? usage(Usage.NONE) : usage(record),
                record == null ? null : ChargeView.of(record.charge()),
                request.hold().toString(),
                record == null
                        ? List.of()
                        : record.attempts().stream().map(AttemptView::of).toList(),
                record == null ? Map.of() : record.tags(),
                record == null ? null : record.upstreamRequestId());
    }

    private static Map<String, Object> usage(UsageRecord record) {
        Map<String, Object> shown = usage(record.usage());
        if (!record.additional().isEmpty()) {
            shown.put(
                    "additional",
                    record.additional().stream()
                            .map(more -> {
                                Map<String, Object> one = new LinkedHashMap<>();
                                one.put("type", more.type());
                                one.put("model", more.model());
                                one.putAll(usage(more.usage()));
                                return one;
                            })
                            .collect(Collectors.toList()));
        }
        return shown;
    }

    private static Map<String, Object> usage(Usage usage) {
        Map<String, Object> shown = new LinkedHashMap<>();
        usage.tokens().forEach((kind, count) -> shown.put(kind.jsonName(), count));
        shown.put("tools", usage.tools());
        shown.put("units", usage.units());
        usage.serviceTier().ifPresent(tier -> shown.put("serviceTier", tier));
        return shown;
    }

    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
