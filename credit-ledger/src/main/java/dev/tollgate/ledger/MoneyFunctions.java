package dev.tollgate.ledger;

import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.Run;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.ledger.usage.UsageText;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The money functions of the database, one method each: a batch of requests in, as many answers out, in order. Each call
 * is one statement, so that it happens whole or not at all.
 */
final class MoneyFunctions {

    private final UUID node;
    private final String holdTtl;

    MoneyFunctions(UUID node, Duration holdTtl) {
        this.node = node;
        this.holdTtl = holdTtl.toMillis() + " milliseconds";
    }

    Mono<List<HoldResult>> hold(Connection connection, List<HoldRequest> batch) {
        Statement call = connection
                .createStatement("SELECT status, available, on_hold, debt, budget FROM tg_hold($1, $2, $3, $4, $5, $6,"
                        + " $7, $8::interval, $9, $10, $11) ORDER BY ord")
                .bind(0, array(batch, UUID[]::new, HoldRequest::id))
                .bind(1, array(batch, Long[]::new, HoldRequest::account))
                .bind(2, array(batch, Long[]::new, request -> request.amount().nanos()))
                .bind(3, array(batch, Long[]::new, request -> request.floor().nanos()))
                .bind(4, array(batch, String[]::new, request -> request.subject()
                        .model()))
                .bind(5, array(batch, String[]::new, request -> UsageText.subject(request.subject())))
                .bind(6, node)
                .bind(7, holdTtl)
                .bind(8, array(batch, Long[]::new, request -> request.subject().keyNumber()));
        bindAny(call, 9, batch, String[]::new, request -> request.subject().run());
        bindAny(call, 10, batch, Long[]::new, request -> nanos(request.runBudget()));
        return rows(
                call, row -> new HoldResult(HoldResult.Status.valueOf(text(row, "status")), funds(row), budget(row)));
    }

    /** A settlement to make; {@code capture} tells whether its record's charge is debited. */
    record Settle(UUID hold, long account, boolean capture, UsageRecord record) {
        long amount() {
            return capture ? record.charge().credits().nanos() : 0;
        }
    }

    Mono<List<Settlement>> settle(Connection connection, List<Settle> batch) {
        Statement call = connection
                .createStatement(
                        "SELECT status, debited, available, on_hold, debt FROM tg_settle($1, $2, $3, $4, $5, $6,"
                                + " $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY ord")
                .bind(0, array(batch, UUID[]::new, Settle::hold))
                .bind(1, array(batch, Long[]::new, Settle::account))
                .bind(2, array(batch, Boolean[]::new, Settle::capture))
                .bind(3, array(batch, Long[]::new, Settle::amount))
                .bind(4, records(batch, OffsetDateTime[]::new, record -> time(record.at())))
                .bind(5, texts(batch, record -> record.subject().provider()))
                .bind(6, texts(batch, record -> record.subject().operation()))
                .bind(7, texts(batch, record -> record.subject().model()))
                .bind(8, texts(batch, record -> Objects.requireNonNullElse(record.answeredModel(), "")))
                .bind(9, texts(batch, record -> record.subject().keyMode()))
                .bind(10, texts(batch, record -> lower(record.basis())))
                .bind(11, texts(batch, record -> record.subject().priceVersion()))
                .bind(12, records(batch, Long[]::new, UsageRecord::inputTokens))
                .bind(13, records(batch, Long[]::new, UsageRecord::outputTokens))
                .bind(14, texts(batch, UsageText::detail))
                .bind(15, records(batch, Long[]::new, record -> record.subject().keyNumber()))
                .bind(16, texts(batch, record -> record.subject().runName()));
        return rows(
                call,
                row -> new Settlement(
                        Settlement.Status.valueOf(text(row, "status")), credits(row, "debited"), funds(row)));
    }

    Mono<List<GrantResult>> grant(Connection connection, List<GrantRequest> batch) {
        // Times as text, because the ends of time are none that the driver's type could hold.
        Statement call = connection
                .createStatement("SELECT status, available, on_hold, debt FROM tg_grant($1, $2, $3, $4, $5, $6, $7, $8,"
                        + " $9::text[]::timestamptz[], $10::text[]::timestamptz[], $11) ORDER BY ord")
                .bind(0, array(batch, Long[]::new, GrantRequest::account))
                .bind(1, array(batch, Short[]::new, request -> priority(request.source())))
                .bind(2, array(batch, String[]::new, request -> lower(request.source())))
                .bind(3, array(batch, String[]::new, GrantRequest::reference))
                .bind(4, array(batch, Long[]::new, request -> request.amount().nanos()))
                .bind(5, array(batch, Long[]::new, request -> nanoDollars(request.terms())))
                .bind(6, array(batch, String[]::new, request -> patterns(request.terms())))
                .bind(7, array(batch, String[]::new, GrantRequest::reason))
                .bind(
                        8,
                        array(
                                batch,
                                String[]::new,
                                request -> time(request.terms().effectiveAt(), "-infinity")))
                .bind(
                        9,
                        array(
                                batch,
                                String[]::new,
                                request -> time(request.terms().expiresAt(), "infinity")))
                .bind(10, GrantRequest.MOST_OF_ACCOUNT.nanos());
        return rows(call, row -> new GrantResult(GrantResult.Status.valueOf(text(row, "status")), funds(row)));
    }

    Mono<List<SpendResult>> spend(Connection connection, List<SpendRequest> batch) {
        Statement call = connection
                .createStatement("SELECT status, id, debited, available, on_hold, debt, budget"
                        + " FROM tg_spend($1, $2, $3, (SELECT array_agg(decode(t, 'hex') ORDER BY i)"
                        + " FROM unnest($4::text[]) WITH ORDINALITY x (t, i)), $5, $6, $7, $8, $9, $10, $11, $12)"
                        + " ORDER BY ord")
                .bind(0, array(batch, UUID[]::new, SpendRequest::id))
                .bind(1, array(batch, Long[]::new, SpendRequest::account))
                .bind(2, array(batch, String[]::new, SpendRequest::key))
                .bind(3, array(batch, String[]::new, request -> HexFormat.of().formatHex(request.body())))
                .bind(4, array(batch, Long[]::new, request -> request.charge()
                        .credits()
                        .nanos()))
                .bind(5, array(batch, String[]::new, SpendRequest::service))
                .bind(6, array(batch, String[]::new, request -> request.charge().priceVersion()))
                .bind(
                        7,
                        array(
                                batch,
                                String[]::new,
                                request -> UsageText.detail(request.charge(), request.tags(), request.costUsd())))
                .bind(8, array(batch, Boolean[]::new, SpendRequest::dryRun))
                .bind(9, array(batch, Long[]::new, request -> Objects.requireNonNullElse(request.keyId(), 0L)))
                .bind(10, array(batch, String[]::new, request -> Run.nameOf(request.run())));
        bindAny(call, 11, batch, Long[]::new, request -> nanos(Run.budgetOf(request.run())));
        return rows(
                call,
                row -> new SpendResult(
                        SpendResult.Status.valueOf(text(row, "status")),
                        Objects.requireNonNull(row.get("id", UUID.class)),
                        credits(row, "debited"),
                        funds(row),
                        budget(row)));
    }

    Mono<RaiseResult> raise(Connection connection, RaiseRequest request) {
        Statement call = connection
                .createStatement("SELECT status, available, on_hold, debt FROM tg_raise($1, $2, $3, $4)")
                .bind(0, request.hold())
                .bind(1, request.account())
                .bind(2, request.amount().nanos())
                .bind(3, request.model());
        return rows(call, row -> new RaiseResult(RaiseResult.Status.valueOf(text(row, "status")), funds(row)))
                .map(answers -> answers.get(0));
    }

    /** Answers how many of the holds were still open, and free to be touched. */
    Mono<Integer> extend(Connection connection, List<HoldProgress> batch) {
        Statement call = connection
                .createStatement("SELECT tg_extend($1, $2, $3, $4, $5, $6, $7::interval) AS extended")
                .bind(0, node)
                .bind(1, array(batch, UUID[]::new, HoldProgress::hold))
                .bind(2, array(batch, Short[]::new, progress ->
                        (short) progress.stage().ordinal()))
                .bind(3, array(batch, Long[]::new, HoldProgress::tokens))
                .bind(4, array(batch, Long[]::new, progress -> progress.soFar()
                        .charge()
                        .credits()
                        .nanos()))
                .bind(5, array(batch, String[]::new, progress -> UsageText.detail(progress.soFar())))
                .bind(6, holdTtl);
        return rows(call, row -> Objects.requireNonNull(row.get("extended", Integer.class)))
                .map(answers -> answers.get(0));
    }

    static long nanoDollars(GrantTerms terms) {
        return terms.costUsd()
                .movePointRight(9)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    /** As the database matches them: by LIKE. */
    static String patterns(GrantTerms terms) {
        return terms.models().stream()
                .map(model -> model.replaceAll("([\\\\%_])", "\\\\$1").replace('*', '%'))
                .collect(Collectors.joining(" "));
    }

    /** No array at all where no call has the field, which is usual. */
    private static <Q, T> void bindAny(
            Statement call, int index, List<Q> batch, IntFunction<@Nullable T[]> made, Function<Q, @Nullable T> field) {
        @Nullable T[] values = made.apply(batch.size());
        boolean any = false;
        for (int i = 0; i < values.length; i++) {
            values[i] = field.apply(batch.get(i));
            any = any || values[i] != null;
        }
        if (any) {
            call.bind(index, values);
        } else {
            call.bindNull(index, values.getClass());
        }
    }

    private static @Nullable Long nanos(@Nullable Credits credits) {
        return credits == null ? null : credits.nanos();
    }

    private static @Nullable Budget budget(Readable row) {
        String budget = row.get("budget", String.class);
        return budget == null ? null : Budget.parse(budget);
    }

    static String time(@Nullable Instant instant, String absent) {
        return instant == null ? absent : instant.toString();
    }

    static short priority(GrantRequest.Source source) {
        return (short) (source.ordinal() + 1);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static <Q, T> T[] array(List<Q> batch, IntFunction<T[]> made, Function<Q, T> field) {
        return batch.stream().map(field).toArray(made);
    }

    private static <T> T[] records(List<Settle> batch, IntFunction<T[]> made, Function<UsageRecord, T> field) {
        return array(batch, made, settle -> field.apply(settle.record()));
    }

    /** A provider may say anything; PostgreSQL takes all but the NUL, and what was used must be written down. */
    private static String[] texts(List<Settle> batch, Function<UsageRecord, String> field) {
        return records(batch, String[]::new, record -> field.apply(record).replace('\0', '\uFFFD'));
    }

    static <A> Mono<List<A>> rows(Statement call, Function<Readable, A> row) {
        return Flux.from(call.execute())
                .concatMap(result -> result.map(row::apply))
                .collectList();
    }

    static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    static Credits credits(Readable row, String column) {
        return Credits.ofNanos(Objects.requireNonNull(row.get(column, Long.class)));
    }

    static Balance.Funds funds(Readable row) {
        return new Balance.Funds(credits(row, "available"), credits(row, "on_hold"), credits(row, "debt"));
    }
}
