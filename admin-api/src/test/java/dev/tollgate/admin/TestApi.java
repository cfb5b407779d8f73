package dev.tollgate.admin;

import dev.tollgate.ledger.AuditedLedger;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerDatabase;
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
import dev.tollgate.ledger.journal.Journal;
import dev.tollgate.ledger.key.AccountKeys;
import dev.tollgate.ledger.login.Logins;
import dev.tollgate.ledger.login.OwnData;
import dev.tollgate.ledger.login.People;
import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.ledger.ownkey.KeysetText;
import dev.tollgate.ledger.ownkey.OwnKeyStore;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.ledger.plan.PromoCodes;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.ledger.reward.AccountRewards;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.UsageLog;
import dev.tollgate.ledger.usage.UsageReplay;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application that has nothing but this module, on a port and a database of its own. */
final class TestApi implements AutoCloseable {

    static final String ADMIN_KEY = "tg_admin_test";
    static final JsonMapper JSON = JsonMapper.builder().build();

    static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            balance: { low_alert: 1.00 }
            providers:
              openai: { url: "http://127.0.0.1:9", dialect: openai }
            models:
              gpt-4o: { provider: openai, tokens: { input: 2.50, output: 10.00 } }
            services:
              sms: { unit: 0.0079, markup: 20% }
              bundle: { credits: 2.5 }
            messages: { low_balance: "Only {balance} credits are left on plan {plan}." }
            packages:
              starter: { pay: 10, bonus: 2 }
            plans:
              free:
                grant: { credits: 10, every: once }
                limits: { requests: 60/min, tokens: 100K/min, concurrent: 8 }
              daily: { grant: { credits: 2.5, every: day } }
              empty: {}
              basic: { grant: { credits: 3, every: month, unused: keep }, tokens: 1M/month }
              pro: { price: { pay: 20 }, grant: { credits: 100, every: month } }
              enterprise: { contact: sales@example.com }
            promo_codes:
              gift: { code: GIFT10, credits: 10, total: 10 }
              twice: { credits: 1, per_user: 2 }
              ended: { credits: 1, until: 2020-01-01T00:00:00Z }
              sale: { code_env: SALE_CODE, percent: 12.5% }
              all: { code: ALL-OFF, percent: 100% }
              for-pro: { credits: 5, plans: [pro] }
            rewards:
              referral: { inviter: 4, invited: 3, after: first_call, at_most: 2, total: 1000 }
            """;

    final TestDatabase database;
    final LedgerDatabase ledger;
    private final ConfigurableApplicationContext application;
    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    private record Books(PriceBook book) implements Supplier<PriceBook> {
        @Override
        public PriceBook get() {
            return book;
        }
    }

    @EnableAutoConfiguration
    static class Application {}

    private TestApi(TestDatabase database, Map<String, Object> settings) {
        this.database = database;
        this.ledger = database.open();
        PriceBook book = PricingFile.read("test.yaml", PRICES);
        SpringApplication starting = new SpringApplication(Application.class);
        starting.setRegisterShutdownHook(false);
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("tollgate.admin.key", ADMIN_KEY);
        properties.put("tollgate.alerts.key", "an alert key for tests that is long enough");
        properties.put("SALE_CODE", "Spring-Sale");
        // All tests of a class come from one address.
        properties.put("tollgate.login.free-registrations", "1000");
        properties.put("tollgate.login.free-guesses", "1000");
        properties.putAll(settings);
        starting.setDefaultProperties(properties);
        starting.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(Ledger.class, ledger::ledger);
            beans.registerBean(Accounts.class, ledger::accounts);
            beans.registerBean(ApiKeys.class, ledger::keys);
            beans.registerBean(AccountKeys.class, ledger::accountKeys);
            beans.registerBean(AttemptCounts.class, ledger::attemptCounts);
            beans.registerBean(OwnKeyStore.class, ledger::ownKeys);
            beans.registerBean(KeySeal.class, () -> KeySeal.of(KeysetText.create()));
            beans.registerBean(UsageLog.class, ledger::usageLog);
            beans.registerBean(UsageReplay.class, ledger::usageReplay);
            beans.registerBean(UsageAnalytics.class, ledger::analytics);
            beans.registerBean(Alerts.class, ledger::alerts);
            beans.registerBean(People.class, ledger::people);
            beans.registerBean(Logins.class, ledger::logins);
            beans.registerBean(OwnData.class, ledger::ownData);
            beans.registerBean(Journal.class, ledger::journal);
            beans.registerBean(PriceVersions.class, ledger::prices);
            beans.registerBean(Plans.class, ledger::plans);
            beans.registerBean(PromoCodes.class, ledger::promoCodes);
            beans.registerBean(AccountRewards.class, ledger::rewards);
            beans.registerBean(Inbox.class, ledger::inbox);
            beans.registerBean(Orders.class, ledger::orders);
            beans.registerBean(BillingBooks.class, ledger::billing);
            beans.registerBean(TopUps.class, ledger::topUps);
            beans.registerBean(AccountSearch.class, ledger::accountSearch);
            beans.registerBean(Segments.class, ledger::segments);
            beans.registerBean(AuditLog.class, ledger::audit);
            beans.registerBean(AuditedLedger.class, ledger::audited);
            beans.registerBean(FourEyes.class, ledger::fourEyes);
            beans.getBeanFactory().registerSingleton("books", new Books(book));
        });
        application = starting.run();
        url = "http://127.0.0.1:"
                + Objects.requireNonNull(((ReactiveWebServerApplicationContext) application).getWebServer())
                        .getPort();
    }

    static TestApi start() {
        return start(Map.of());
    }

    static TestApi start(Map<String, Object> settings) {
        return start(TestDatabase.fresh(), settings);
    }

    /** One more node of the same database. */
    static TestApi start(TestDatabase database, Map<String, Object> settings) {
        return new TestApi(database, settings);
    }

    /** @param path with the names of its variables in braces */
    record Endpoint(String method, String path) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** All that this module answers, in the order of its paths. */
    Stream<Endpoint> endpoints() {
        return application
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(mapping -> mapping.getMethodsCondition().getMethods().stream()
                        .flatMap(method -> mapping.getPatternsCondition().getPatterns().stream()
                                .map(path -> new Endpoint(method.name(), path.getPatternString()))))
                .sorted(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method));
    }

    record Answer(int status, HttpHeaders headers, String text) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String type() {
            return header("content-type");
        }

        JsonNode json() {
            return JSON.readTree(text);
        }

        String field(String name) {
            return json().path(name).asString("");
        }
    }

    record Customer(String account, String key) {}

    /** A new account on a plan. */
    Customer customer(String plan) {
        Answer answer = admin("/api/accounts", "{\"email\":\"" + email() + "\",\"plan\":\"" + plan + "\"}");
        if (answer.status() != 201) {
            throw new AssertionError(answer);
        }
        return new Customer(answer.field("account"), answer.field("key"));
    }

    /** A key of an account that has none by itself. */
    String key(String account) {
        Duration patience = Duration.ofSeconds(30);
        return Objects.requireNonNull(ledger.accounts()
                        .byPublicId(account)
                        .flatMap(found -> ledger.keys().issue(found, "test"))
                        .block(patience))
                .key();
    }

    /** Waits for something that must come to be. */
    void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long");
            }
            Thread.onSpinWait();
        }
    }

    static String email() {
        return UUID.randomUUID() + "@example.com";
    }

    Answer get(String path, String key) {
        return send(request(path).header("authorization", "Bearer " + key));
    }

    Answer post(String path, String key, String body) {
        return send(request(path)
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer admin(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("x-admin-key", ADMIN_KEY)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Without a key. */
    Answer post(String path, String body) {
        return send(request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    String url() {
        return url;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(request.build().uri().toString(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        application.close();
        ledger.close();
    }
}
