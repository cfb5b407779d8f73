package dev.tollgate.app.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.pricing.LocalPrices.Outcome;
import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Call;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.Ending;
import dev.tollgate.filter.Receipt;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.catalog.BuiltInDialects;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.ClientAddress;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.filter.limit.CallLimits;
import dev.tollgate.filter.limit.LimitSettings;
import dev.tollgate.filter.limit.LocalRateLimits;
import dev.tollgate.filter.limit.Visit;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

/** Prices that change under many calls at once: each call sees one book, from its caller to its debit. */
final class BookSwapIT {

    private static final int SWAPS = 10_000;
    private static final int AT_ONCE = 64;
    /** Each is read, checked, stored, logged and followed, so they take minutes; {@code -Dreloads=500} is quicker. */
    private static final int RELOADS = Integer.getInteger("reloads", 10_000);

    private static final int BESIDE_RELOADS = 4;
    private static final int BOOKS = 50;
    private static final int LIMIT = 1_000_000;

    /** Every so many changes come by the file, the others by the API. */
    private static final int BY_FILE = 99;

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Everything in book n says n: provider, its key, prices, the plan's limit. */
    private static final List<String> TEXTS = IntStream.rangeClosed(1, BOOKS)
            .mapToObj(n ->
                    """
                    providers: { providerN: { url: "http://127.0.0.1:9", dialect: openai, key_env: KEY_N } }
                    models: { gpt: { provider: providerN, tokens: { input: N, cached: N, output: N } } }
                    plans: { free: { limits: { concurrent: LIMIT } } }
                    """
                            .replace("LIMIT", Integer.toString(LIMIT + n))
                            .replace("N", Integer.toString(n)))
            .toList();

    private static final List<PriceBook> ALL =
            TEXTS.stream().map(text -> PricingFile.read("book", text)).toList();

    private static final NodeKeys KEYS = new NodeKeys(
            IntStream.rangeClosed(1, BOOKS)
                    .boxed()
                    .collect(Collectors.toMap(n -> "KEY_" + n, n -> "key" + n + " of provider" + n)),
            Optional.empty());

    private static final Map<String, Integer> NUMBERS = IntStream.rangeClosed(1, BOOKS)
            .boxed()
            .collect(Collectors.toMap(n -> ALL.get(n - 1).version(), Function.identity()));

    private static final Visit VISIT = new Visit(ClientAddress.UNKNOWN);

    private static final byte[] BODY =
            "{\"model\":\"gpt\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                    .getBytes(StandardCharsets.UTF_8);

    /** A thousand tokens at n dollars a million, with a credit for a dollar: n thousandths of a credit. */
    private static final UsageReport USED = new UsageReport(
            Basis.REPORTED,
            Usage.builder()
                    .tokens(TokenKind.INPUT, 900)
                    .tokens(TokenKind.OUTPUT, 100)
                    .build(),
            List.of(),
            "gpt",
            null);

    private static final long CHARGED = 1_000_000;

    private final Dialects.Match chat =
            BuiltInDialects.all().match("/v1/chat/completions").orElseThrow();
    private final AtomicInteger looks = new AtomicInteger();

    /** Nobody who looks twice sees the same twice. */
    private PriceSnapshot swapped() {
        int n = 1 + looks.getAndIncrement() % BOOKS;
        return KEYS.snapshot(ALL.get(n - 1));
    }

    @Test
    void ten_thousand_swaps_under_load_show_no_call_a_mixed_book() {
        try (TestDatabase database = TestDatabase.fresh()) {
            database.withoutWaitingForTheDisk();
            try (LedgerDatabase ledger = database.open();
                    CreditGate gate = gate(ledger, this::swapped)) {
                Credential key = key(ledger);
                long hold = first(gate, key).worstCase().credits().nanos();

                Flux.range(1, SWAPS - 1)
                        .flatMap(call -> call(gate, key, hold).subscribeOn(Schedulers.parallel()), AT_ONCE)
                        .blockLast(PATIENCE);

                assertThat(looks).as("one look for each call").hasValue(SWAPS);
                assertThat(database.query("SELECT count(*) FROM usage_record"))
                        .containsExactly(Integer.toString(SWAPS));
                assertThat(booked(database)).containsExactlyInAnyOrderElementsOf(bookings(hold));
            }
            LedgerInvariants.check(database);
        }
    }

    @Test
    void prices_that_are_reloaded_under_load_show_no_call_a_mixed_book(@TempDir Path folder) {
        Path file = folder.resolve("pricing.yaml");
        try (TestDatabase database = TestDatabase.fresh()) {
            database.withoutWaitingForTheDisk();
            try (LedgerDatabase ledger = database.open()) {
                PriceFollower follower = new PriceFollower(ledger.prices(), KEYS);
                FileEntry entry = new FileEntry(ledger.prices(), KEYS, Optional.of(file));
                reload(file, entry, follower, ledger.prices(), 0);
                try (CreditGate gate = gate(ledger, () -> Objects.requireNonNull(follower.snapshot()))) {
                    Credential key = key(ledger);
                    long hold = first(gate, key).worstCase().credits().nanos();
                    AtomicBoolean reloading = new AtomicBoolean(true);
                    Mono<Void> reloads = Flux.range(1, RELOADS)
                            .doOnNext(n -> reload(file, entry, follower, ledger.prices(), n))
                            .then()
                            .subscribeOn(Schedulers.boundedElastic())
                            .doFinally(end -> reloading.set(false));
                    Flux<Receipt> calls = Flux.<Integer>generate(next -> {
                                if (reloading.get()) {
                                    next.next(0);
                                } else {
                                    next.complete();
                                }
                            })
                            .flatMap(call -> call(gate, key, hold).subscribeOn(Schedulers.parallel()), BESIDE_RELOADS);

                    Long made = Mono.zip(calls.count(), reloads.thenReturn(true))
                            .map(Tuple2::getT1)
                            .block(PATIENCE);

                    System.out.println(RELOADS + " reloads under " + made + " calls");
                    assertThat(entry.count(Outcome.APPLIED)).isEqualTo(1 + RELOADS / BY_FILE);
                    assertThat(made).isGreaterThan(RELOADS / 10);
                    assertThat(booked(database)).isSubsetOf(bookings(hold)).hasSizeGreaterThan(BOOKS / 5);
                }
            }
            LedgerInvariants.check(database);
        }
    }

    /** The file is waited for until nobody is writing, which takes its time; what it says goes through the log of the database. */
    private static void reload(Path file, FileEntry entry, PriceFollower follower, PriceVersions versions, int change) {
        int n = 1 + change % BOOKS;
        String version = ALL.get(n - 1).version();
        if (change % BY_FILE == 0) {
            write(file, TEXTS.get(n - 1));
            assertThat(entry.look().outcome()).isEqualTo(Outcome.APPLIED);
        } else {
            versions.change(PriceChange.byApi(version, TEXTS.get(n - 1), null, "test", ""))
                    .block(PATIENCE);
        }
        follower.follow();
        assertThat(Objects.requireNonNull(follower.snapshot()).book().version()).isEqualTo(version);
    }

    private static void write(Path file, String text) {
        try {
            Path written = Files.writeString(file.resolveSibling("written"), text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static CreditGate gate(LedgerDatabase ledger, Supplier<PriceSnapshot> prices) {
        return new CreditGate(
                ledger.keys(),
                ledger.ledger(),
                ledger.tokens(),
                prices,
                new CallLimits(LimitSettings.NONE, new LocalRateLimits()),
                ledger.keptObjects(),
                Optional.empty());
    }

    private static Credential key(LedgerDatabase ledger) {
        Account account = TestDatabase.account(ledger, "1000000");
        return new Credential(
                Objects.requireNonNull(ledger.keys().issue(account, "test").block(PATIENCE))
                        .key());
    }

    /** The first call is by the first book, in which everything is one. */
    private Ticket first(CreditGate gate, Credential key) {
        return Objects.requireNonNull(admitted(gate, key)
                .flatMap(admission -> admission
                        .settle(USED, new Ending(200, "completed", null))
                        .thenReturn(admission.ticket()))
                .block(PATIENCE));
    }

    private Mono<Admission> admitted(CreditGate gate, Credential key) {
        return gate.identify(Optional.of(key), VISIT)
                .map(BookSwapIT::passed)
                .flatMap(caller -> gate.admit(asked(caller)))
                .map(BookSwapIT::passed);
    }

    private Mono<Receipt> call(CreditGate gate, Credential key, long hold) {
        return admitted(gate, key).flatMap(admission -> admission
                .settle(USED, new Ending(200, "completed", null))
                .doOnNext(receipt -> assertOneBook(admission.ticket(), receipt, hold)));
    }

    private Call asked(Caller caller) {
        return new Call(
                UUID.randomUUID(), Instant.now(), chat.dialect(), chat.operation(), caller, VISIT, BODY, Map.of());
    }

    private static <T> T passed(Decision<T> decision) {
        return decision.fold(value -> value, denial -> {
            throw new AssertionError(denial);
        });
    }

    private static void assertOneBook(Ticket ticket, Receipt receipt, long hold) {
        String version = ticket.book().version();
        int n = Objects.requireNonNull(NUMBERS.get(version));
        assertThat(ticket.call().caller().plan().limits().concurrent()).hasValue(LIMIT + n);
        assertThat(ticket.provider().name()).isEqualTo("provider" + n);
        assertThat(ticket.providerKey().key()).contains("key" + n + " of provider" + n);
        assertThat(ticket.worstCase().priceVersion()).isEqualTo(version);
        assertThat(ticket.worstCase().credits().nanos()).isEqualTo(n * hold);
        assertThat(receipt.charge().priceVersion()).isEqualTo(version);
        assertThat(receipt.charge().credits().nanos()).isEqualTo(n * CHARGED);
    }

    /** The same on disk: version, hold and debit of each call name one book. */
    private static List<String> booked(TestDatabase database) {
        return database.query("SELECT DISTINCT price_version || ' ' || hold || ' ' || charged FROM usage_record");
    }

    private static List<String> bookings(long hold) {
        return NUMBERS.entrySet().stream()
                .map(book -> book.getKey() + " " + book.getValue() * hold + " " + book.getValue() * CHARGED)
                .toList();
    }
}
