package dev.tollgate.app;

import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.PrivateFile;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.plan.FirstPlan;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The account that a new gateway starts with, so that its owner can make a first call, and the keys that are printed for
 * it. Every step can be made again: a start that was cut short is completed by the next one.
 */
final class FirstAccount {

    private static final String EMAIL = "demo@tollgate.local";
    private static final String FILE = "keys.env";
    private static final String USER_KEY = "TOLLGATE_KEY";
    private static final String ADMIN_KEY = "TOLLGATE_ADMIN_KEY";
    private static final Credits DEMO_CREDITS = Credits.of(BigDecimal.valueOf(100));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LedgerDatabase database;
    private final Path file;

    FirstAccount(LedgerDatabase database, DataFolder folder) {
        this.database = database;
        this.file = folder.resolve(FILE);
    }

    /** The admin key: from the environment, else the one of the last start, else a new one. */
    String adminKey(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(ADMIN_KEY))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .or(() -> PrivateFile.read(file, ADMIN_KEY))
                .orElseGet(FirstAccount::newAdminKey);
    }

    private static String newAdminKey() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return "tg_admin_" + HexFormat.of().formatHex(random);
    }

    /** The user key of the account, which is made with its plan's credits if it is not there yet. */
    String userKey(PriceBook book, boolean demo, String adminKey) {
        Account account = account(book);
        book.plan(account.plan()).ifPresent(plan -> give(account, plan, demo));
        String key = PrivateFile.read(file, USER_KEY)
                .filter(kept -> belongsTo(kept, account))
                .orElseGet(() -> Objects.requireNonNull(
                                database.keys().issue(account, "first").block(PATIENCE))
                        .key());
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(USER_KEY, key);
        keys.put(ADMIN_KEY, adminKey);
        PrivateFile.write(file, keys);
        return key;
    }

    /** Another gateway on the same database may make it at the same moment; then it is that one. */
    private Account account(PriceBook book) {
        Mono<Account> found = database.accounts().byEmail(EMAIL);
        return Objects.requireNonNull(found.switchIfEmpty(Mono.defer(() -> database.accounts()
                        .create(EMAIL, new FirstPlan(PlanTerms.of(book.firstPlan()), ZoneId.of("UTC")))
                        .onErrorResume(EmailTaken.class, taken -> found)))
                .block(PATIENCE));
    }

    /** What the demo needs beyond its plan; given at every start, and counted once. */
    private void give(Account account, Plan plan, boolean demo) {
        if (demo && plan.grants().isEmpty()) {
            database.ledger()
                    .grant(new GrantRequest(
                            account.id(),
                            GrantRequest.Source.PROMO,
                            "demo:" + account.publicId(),
                            DEMO_CREDITS,
                            "credits of the demo",
                            GrantTerms.NONE))
                    .block(PATIENCE);
        }
    }

    private boolean belongsTo(String key, Account account) {
        return database.keys()
                .holderOf(key)
                .blockOptional(PATIENCE)
                .filter(holder -> holder.account().id() == account.id())
                .isPresent();
    }
}
