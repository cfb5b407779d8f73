package dev.tollgate.app;

import dev.tollgate.app.database.DataFolder;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The account that a new gateway starts with, so that its owner can make a first call, and the keys that are printed for
 * it.
 */
final class FirstAccount {

    private static final String EMAIL = "demo@tollgate.local";
    private static final String USER_KEY = "TOLLGATE_KEY";
    private static final String ADMIN_KEY = "TOLLGATE_ADMIN_KEY";
    private static final Credits DEMO_CREDITS = Credits.of(BigDecimal.valueOf(100));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LedgerDatabase database;
    private final DataFolder folder;

    FirstAccount(LedgerDatabase database, DataFolder folder) {
        this.database = database;
        this.folder = folder;
    }

    /** The admin key: from the environment, else the one of the last start, else a new one. */
    String adminKey(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(ADMIN_KEY))
                .filter(key -> !key.isBlank())
                .or(() -> Keys.read(folder, ADMIN_KEY))
                .orElseGet(FirstAccount::newAdminKey);
    }

    private static String newAdminKey() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return "tg_admin_" + HexFormat.of().formatHex(random);
    }

    /** The user key of the account, which is made with its plan's credits if it is not there yet. */
    String userKey(PriceBook book, boolean demo, String adminKey) {
        Account account = database.accounts()
                .byEmail(EMAIL)
                .blockOptional(PATIENCE)
                .orElseGet(() -> create(book.firstPlan(), demo));
        String key = Keys.read(folder, USER_KEY)
                .filter(kept -> belongsTo(kept, account))
                .orElseGet(() -> Objects.requireNonNull(
                                database.keys().issue(account, "first").block(PATIENCE))
                        .key());
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(USER_KEY, key);
        keys.put(ADMIN_KEY, adminKey);
        Keys.write(folder, keys);
        return key;
    }

    private boolean belongsTo(String key, Account account) {
        return database.keys()
                .holderOf(key)
                .blockOptional(PATIENCE)
                .filter(holder -> holder.account().id() == account.id())
                .isPresent();
    }

    private Account create(Plan plan, boolean demo) {
        Account account = Objects.requireNonNull(
                database.accounts().create(EMAIL, plan.name()).block(PATIENCE));
        Credits credits = plan.grant().map(Plan.Grant::credits).orElse(demo ? DEMO_CREDITS : Credits.ZERO);
        if (!credits.isZero()) {
            database.ledger()
                    .grant(new GrantRequest(
                            account.id(),
                            GrantRequest.Source.PLAN,
                            "plan:" + plan.name() + ":" + account.publicId(),
                            credits,
                            "credits of the plan " + plan.name(),
                            null))
                    .block(PATIENCE);
        }
        return account;
    }
}
