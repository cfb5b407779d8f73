package dev.tollgate.ledger.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer is what a slow count over the same records says, half of it rolled up and half of it not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UsageSumsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** With the change of clocks in Europe and North America. */
    private static final Instant FIRST = Instant.parse("2025-10-22T00:00:00Z");

    private static final Instant END = Instant.parse("2025-11-05T00:00:00Z");
    private static final int RECORDS = 3000;
    private static final int ALL = 1000;

    private final TestDatabase database = TestDatabase.fresh();
    private Connections connections;
    private UsageAnalytics analytics;
    private final List<Long> accounts = new ArrayList<>();
    private final Map<Long, String> publicIds = new TreeMap<>();
    private final List<PastUsage> log = new ArrayList<>();
    private final long seed = new Random().nextLong();

    @BeforeAll
    void fill() {
        try (LedgerDatabase node = database.open()) {
            for (int n = 0; n < 4; n++) {
                Account account = TestDatabase.account(node, "0");
                accounts.add(account.id());
                publicIds.put(account.id(), account.publicId());
            }
            database.execute("UPDATE account SET segment = 'schools' WHERE id IN (" + accounts.get(1) + ", "
                    + accounts.get(3) + ")");
        }
        // Without a node there is no job: half of the records are rolled up here, the others never.
        connections = new Connections(DatabaseUrl.parse(database.r2dbcUrl()), 2);
        analytics = new UsageAnalytics(connections);
        Random random = new Random(seed);
        for (int n = 0; n < RECORDS; n++) {
            log.add(PastUsage.random(random, accounts, FIRST, END));
        }
        PastUsage.insert(database, log);
        Instant half = FIRST.plus(Duration.ofHours(170)).plusSeconds(7);
        database.execute("UPDATE usage_rollup_state SET watermark = '" + half + "'");
        database.execute("SELECT tg_roll_range('" + FIRST + "', '" + half + "')");
        rollDays(FIRST.plus(Duration.ofMinutes(150 * 60 + 15)));
    }

    /** Days and parts are as if they had been made up to then. */
    private void rollDays(Instant to) {
        database.execute("TRUNCATE usage_rollup_own, usage_rollup_own_tag, usage_rollup_account, usage_rollup_name;"
                + " UPDATE usage_rollup_state SET days_to = '" + to + "'; SELECT tg_roll_days('" + FIRST + "', '" + to
                + "')");
    }

    @AfterAll
    void close() {
        connections.close().block(PATIENCE);
        database.close();
    }

    private String publicId(long account) {
        return Objects.requireNonNull(publicIds.get(account));
    }

    private UsageSums all(Question question) {
        return Objects.requireNonNull(analytics.ofAll(question).block(PATIENCE));
    }

    private UsageSums own(long account, Question question) {
        return Objects.requireNonNull(analytics.ofAccount(account, question).block(PATIENCE));
    }

    private static Map<String, Figures> rows(UsageSums answer) {
        Map<String, Figures> rows = new TreeMap<>();
        answer.rows().stream()
                .filter(row -> row.figures().requests().signum() > 0)
                .forEach(row -> rows.put(row.name(), row.figures()));
        return rows;
    }

    private List<PastUsage> between(Instant from, Instant to, @Nullable Long account) {
        return log.stream()
                .filter(row ->
                        !row.settledAt().isBefore(from) && row.settledAt().isBefore(to))
                .filter(row -> account == null || row.account() == account)
                .toList();
    }

    private void same(Map<String, Figures> answer, Map<String, Figures> counted) {
        assertThat(answer.keySet()).as("seed %d", seed).isEqualTo(counted.keySet());
        counted.forEach((name, figures) -> same(Objects.requireNonNull(answer.get(name)), figures));
    }

    private void same(Figures answer, Figures counted) {
        assertThat(answer)
                .as("seed %d", seed)
                .usingRecursiveComparison(RecursiveComparisonConfiguration.builder()
                        .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                        .build())
                .isEqualTo(counted);
    }

    private static final Map<Dimension, Function<PastUsage, Stream<String>>> NAMES = Map.of(
            Dimension.MODEL, row -> row.spend() ? Stream.of() : Stream.of(row.model()),
            Dimension.SERVICE, row -> row.spend() ? Stream.of(row.model()) : Stream.of(),
            Dimension.PROVIDER, row -> Stream.of(row.spend() ? "direct" : "openai"),
            Dimension.OPERATION, row -> Stream.of(row.spend() ? "spend" : "chat"),
            Dimension.SOURCE, row -> Stream.of(row.source()),
            Dimension.KEY, row -> Stream.of(""),
            Dimension.TAG, row -> row.tags().entrySet().stream().map(tag -> tag.getKey() + "=" + tag.getValue()));

    @Test
    void by_every_name_of_one_account_and_of_all() {
        byEveryName(FIRST.plus(Duration.ofMinutes(4 * 1440 + 315)), END.minus(Duration.ofMinutes(1440 + 45)));
    }

    @Test
    void by_every_name_of_any_time_wherever_days_and_parts_end() {
        Random random = new Random(seed);
        for (int rolled : new int[] {0, 24 * 4 * 5, random.nextInt(170 * 4), random.nextInt(170 * 4)}) {
            rollDays(FIRST.plus(Duration.ofMinutes(15L * rolled)));
            for (int n = 0; n < 5; n++) {
                int first = random.nextInt(14 * 96 - 1);
                int end = first + 1 + random.nextInt(14 * 96 - 1 - first);
                byEveryName(FIRST.plus(Duration.ofMinutes(15L * first)), FIRST.plus(Duration.ofMinutes(15L * end)));
            }
        }
    }

    private void byEveryName(Instant from, Instant to) {
        Long own = accounts.get(1);
        same(
                rows(all(Question.by(Dimension.ACCOUNT, from, to, ALL))),
                SlowCount.by(between(from, to, null), row -> Stream.of(publicId(row.account()))));
        NAMES.forEach((dimension, names) -> {
            Question question = Question.by(dimension, from, to, ALL);
            UsageSums mine = own(own, question);
            same(rows(mine), SlowCount.by(between(from, to, own), names));
            same(mine.total(), SlowCount.of(between(from, to, own)));
            UsageSums all = all(question);
            same(rows(all), SlowCount.by(between(from, to, null), names));
            same(all.total(), SlowCount.of(between(from, to, null)));
        });
    }

    @Test
    void by_account_plan_and_segment_whether_or_not_there_are_whole_days_in_it() {
        for (Duration length : List.of(Duration.ofMinutes(45), Duration.ofHours(30), Duration.ofDays(9))) {
            Instant from = FIRST.plus(Duration.ofHours(77));
            Instant to = from.plus(length);
            same(
                    rows(all(Question.by(Dimension.ACCOUNT, from, to, ALL))),
                    SlowCount.by(between(from, to, null), row -> Stream.of(publicId(row.account()))));
            UsageSums plans = all(Question.by(Dimension.PLAN, from, to, ALL));
            same(Objects.requireNonNull(rows(plans).get("free")), SlowCount.of(between(from, to, null)));
            same(
                    rows(all(Question.by(Dimension.SEGMENT, from, to, ALL))),
                    SlowCount.by(
                            between(from, to, null),
                            row -> Stream.of(accounts.indexOf(row.account()) % 2 == 1 ? "schools" : "")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/St_Johns",
                "Asia/Kolkata",
                "Asia/Kathmandu",
                "America/Los_Angeles",
                "Australia/Lord_Howe",
                "Pacific/Chatham"
            })
    void by_the_days_of_a_zone(String name) {
        ZoneId zone = ZoneId.of(name);
        List<Instant> days = LocalDate.parse("2025-10-23")
                .datesUntil(LocalDate.parse("2025-11-04"))
                .map(day -> day.atStartOfDay(zone).toInstant())
                .collect(Collectors.toCollection(ArrayList::new));
        Instant to = LocalDate.parse("2025-11-04").atStartOfDay(zone).toInstant();
        Function<PastUsage, Stream<String>> day = row -> Stream.of(row.settledAt()
                .atZone(zone)
                .toLocalDate()
                .atStartOfDay(zone)
                .toInstant()
                .toString());

        UsageSums answer = all(Question.steps(to, days));

        assertThat(answer.rows()).hasSize(12);
        same(rows(answer), SlowCount.by(between(days.get(0), to, null), day));
        UsageSums mine = own(accounts.get(2), Question.steps(to, days));
        same(rows(mine), SlowCount.by(between(days.get(0), to, accounts.get(2)), day));
        same(mine.total(), SlowCount.of(between(days.get(0), to, accounts.get(2))));
        byEveryName(days.get(2), days.get(9));
    }

    @Test
    void only_the_names_with_the_most_credits_where_there_are_more_than_asked_for() {
        UsageSums top = all(Question.by(Dimension.ACCOUNT, FIRST, END, 2));

        assertThat(top.complete()).isFalse();
        assertThat(top.rows()).hasSize(2);
        assertThat(top.rows().get(0).figures().credits())
                .isGreaterThanOrEqualTo(top.rows().get(1).figures().credits());
        assertThat(top.rows().get(0).email()).contains("@example.com");
    }
}
