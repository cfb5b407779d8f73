package dev.tollgate.app;

import dev.tollgate.ledger.AuditedLedger;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.TokenAllowances;
import dev.tollgate.ledger.account.AccountSearch;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.Segments;
import dev.tollgate.ledger.alert.Alerts;
import dev.tollgate.ledger.analytics.UsageAnalytics;
import dev.tollgate.ledger.approval.FourEyes;
import dev.tollgate.ledger.attempt.AttemptCounts;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Inbox;
import dev.tollgate.ledger.billing.Orders;
import dev.tollgate.ledger.billing.TopUps;
import dev.tollgate.ledger.idempotency.IdempotentCalls;
import dev.tollgate.ledger.journal.Journal;
import dev.tollgate.ledger.key.AccountKeys;
import dev.tollgate.ledger.login.Logins;
import dev.tollgate.ledger.login.OwnData;
import dev.tollgate.ledger.login.People;
import dev.tollgate.ledger.ownkey.OwnKeyStore;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.ledger.plan.PromoCodes;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.ledger.reward.AccountRewards;
import dev.tollgate.ledger.usage.AwaitedCallbacks;
import dev.tollgate.ledger.usage.KeptObjects;
import dev.tollgate.ledger.usage.UsageLog;
import dev.tollgate.ledger.usage.UsageReplay;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** What the opened database offers, for whoever needs it. */
@Configuration(proxyBeanMethods = false)
class LedgerBeans {

    @Bean
    Ledger ledger(LedgerDatabase database) {
        return database.ledger();
    }

    @Bean
    Accounts accounts(LedgerDatabase database) {
        return database.accounts();
    }

    @Bean
    ApiKeys apiKeys(LedgerDatabase database) {
        return database.keys();
    }

    @Bean
    AccountKeys accountKeys(LedgerDatabase database) {
        return database.accountKeys();
    }

    @Bean
    OwnKeyStore ownKeyStore(LedgerDatabase database) {
        return database.ownKeys();
    }

    @Bean
    People people(LedgerDatabase database) {
        return database.people();
    }

    @Bean
    Logins logins(LedgerDatabase database) {
        return database.logins();
    }

    @Bean
    OwnData ownData(LedgerDatabase database) {
        return database.ownData();
    }

    @Bean
    UsageLog usageLog(LedgerDatabase database) {
        return database.usageLog();
    }

    @Bean
    UsageReplay usageReplay(LedgerDatabase database) {
        return database.usageReplay();
    }

    @Bean
    UsageAnalytics usageAnalytics(LedgerDatabase database) {
        return database.analytics();
    }

    @Bean
    AttemptCounts attemptCounts(LedgerDatabase database) {
        return database.attemptCounts();
    }

    @Bean
    IdempotentCalls idempotentCalls(LedgerDatabase database) {
        return database.idempotentCalls();
    }

    @Bean
    AwaitedCallbacks awaitedCallbacks(LedgerDatabase database) {
        return database.callbacks();
    }

    @Bean
    KeptObjects keptObjects(LedgerDatabase database) {
        return database.keptObjects();
    }

    @Bean
    Alerts alerts(LedgerDatabase database) {
        return database.alerts();
    }

    @Bean
    Journal journal(LedgerDatabase database) {
        return database.journal();
    }

    @Bean
    PriceVersions priceVersions(LedgerDatabase database) {
        return database.prices();
    }

    @Bean
    Plans plans(LedgerDatabase database) {
        return database.plans();
    }

    @Bean
    PromoCodes promoCodes(LedgerDatabase database) {
        return database.promoCodes();
    }

    @Bean
    AccountRewards accountRewards(LedgerDatabase database) {
        return database.rewards();
    }

    @Bean
    TokenAllowances tokenAllowances(LedgerDatabase database) {
        return database.tokens();
    }

    @Bean
    Inbox inbox(LedgerDatabase database) {
        return database.inbox();
    }

    @Bean
    Orders orders(LedgerDatabase database) {
        return database.orders();
    }

    @Bean
    BillingBooks billingBooks(LedgerDatabase database) {
        return database.billing();
    }

    @Bean
    TopUps topUps(LedgerDatabase database) {
        return database.topUps();
    }

    @Bean
    AccountSearch accountSearch(LedgerDatabase database) {
        return database.accountSearch();
    }

    @Bean
    Segments segments(LedgerDatabase database) {
        return database.segments();
    }

    @Bean
    AuditLog auditLog(LedgerDatabase database) {
        return database.audit();
    }

    @Bean
    AuditedLedger auditedLedger(LedgerDatabase database) {
        return database.audited();
    }

    @Bean
    FourEyes fourEyes(LedgerDatabase database) {
        return database.fourEyes();
    }

    @Bean
    LaneMetrics laneMetrics(LedgerDatabase database) {
        return new LaneMetrics(database);
    }

    /** Up while the database can be asked; without it every call is refused. */
    @Bean
    ReactiveHealthIndicator databaseHealthIndicator(LedgerDatabase database) {
        return () -> database.ping()
                .thenReturn(Health.up().build())
                .onErrorResume(away -> Mono.just(Health.down().build()));
    }
}
