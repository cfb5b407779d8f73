package dev.tollgate.ledger.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Subjects and details as the text that is kept in the database. What is empty is left out. */
public final class UsageText {

    private static final JsonSetter.Value ABSENT_IS_EMPTY = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);

    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(any -> any.withValueInclusion(JsonInclude.Include.NON_EMPTY))
            .withConfigOverride(List.class, lists -> lists.setNullHandling(ABSENT_IS_EMPTY))
            .withConfigOverride(Map.class, maps -> maps.setNullHandling(ABSENT_IS_EMPTY))
            .build();

    private static final UsageDetail NO_DETAIL = new UsageDetail(
            UsageDetail.Counts.of(Usage.NONE),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of(),
            null,
            Optional.empty());

    private UsageText() {}

    public static String subject(Subject subject) {
        return JSON.writeValueAsString(subject);
    }

    public static String detail(UsageRecord record) {
        return JSON.writeValueAsString(UsageDetail.of(record));
    }

    /** The detail of credits that were spent at once, for no call, and what they cost the platform. */
    public static String detail(Charge charge, Map<String, String> tags, Optional<BigDecimal> costUsd) {
        return JSON.writeValueAsString(new UsageDetail(
                UsageDetail.Counts.of(Usage.NONE),
                List.of(),
                charge.usd(),
                UsageDetail.Line.of(charge),
                List.of(),
                tags,
                null,
                costUsd));
    }

    /** What a call is known to have used and cost so far, from what its hold says; nothing, if that says nothing. What it used is kept where it is free, too. */
    public static UsageRecord soFar(String subject, Instant openedAt, Credits soFar, String detail) {
        Subject about = subject(subject);
        UsageDetail known = detail.isEmpty() ? NO_DETAIL : detail(detail);
        boolean used =
                !known.used().usage().equals(Usage.NONE) || !known.additional().isEmpty();
        Charge charge = soFar.isZero()
                ? Charge.none(about.priceVersion())
                : new Charge(soFar, known.usd(), about.priceVersion(), known.charged());
        return record(about, openedAt, used ? Basis.PARTIAL : Basis.NONE, charge, known);
    }

    private static UsageRecord record(Subject about, Instant at, Basis basis, Charge charge, UsageDetail known) {
        return new UsageRecord(
                at,
                about,
                null,
                basis,
                known.used().usage(),
                known.more(),
                charge,
                known.attempts(),
                known.tags(),
                known.upstreamRequestId(),
                known.costUsd().orElse(null));
    }

    static Subject subject(String text) {
        return JSON.readValue(text, Subject.class);
    }

    static UsageDetail detail(String text) {
        return JSON.readValue(text, UsageDetail.class);
    }
}
