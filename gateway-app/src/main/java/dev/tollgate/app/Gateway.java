package dev.tollgate.app;

import dev.tollgate.admin.AdminKey;
import dev.tollgate.admin.AlertKey;
import dev.tollgate.admin.login.token.TokenKeys;
import dev.tollgate.app.admin.AdminAddress;
import dev.tollgate.app.admin.AdminServer;
import dev.tollgate.app.cors.CorsSettings;
import dev.tollgate.app.database.EmbeddedDatabase;
import dev.tollgate.app.log.LogSetup;
import dev.tollgate.app.pricing.PriceWatch;
import dev.tollgate.app.pricing.SimulatorAddress;
import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.PrivateFile;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.filter.limit.RedisRateLimits;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.ownkey.KeySeal;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * A gateway, started: prices to start with, data folder, database, ledger, prices in force and web server, in this order; closed in the opposite one, so
 * that running calls end, their settlements are written, and the database stops last.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private static final int ATTEMPTS = 5;
    private static final String PORT_TAKEN = " is in use or may not be used. Choose another one with ";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Settings settings;
    private final Map<String, String> environment;
    private String userKey = "";
    private String adminKey = "";
    private String model = "";
    private String databaseUrl = "";
    private int port;
    private @Nullable DemoStripe stripe;
    private Optional<AdminAddress> admins = Optional.empty();

    private Gateway(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** @throws StartupProblem if it cannot start; nothing is left running then */
    public static Gateway start(Settings settings, Map<String, String> environment) {
        LogSetup.run();
        Gateway gateway = new Gateway(settings, environment);
        try {
            gateway.start();
            return gateway;
        } catch (RuntimeException failure) {
            gateway.close();
            throw problem(failure, settings);
        } catch (Error failure) { // Such as a class that cannot load because the process is told to end.
            gateway.close();
            throw failure;
        }
    }

    /** Where clients on this machine reach it. */
    public String url() {
        return url(settings.bind(), port);
    }

    private static String url(String bind, int port) {
        String host = bind;
        if (host.equals("0.0.0.0") || host.equals("::")) {
            host = "127.0.0.1";
        }
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** A model of the price book to try, for a client of the OpenAI API. */
    public String exampleModel() {
        return model;
    }

    public String userKey() {
        return userKey;
    }

    public String adminKey() {
        return adminKey;
    }

    private void start() {
        InetAddress callers = address(settings.bind());
        settings.redis().ifPresent(RedisRateLimits::requireAddress);
        admins = AdminAddress.of(environment, settings.port());
        CorsSettings.requireOrigins(environment);
        Prices prices = Prices.load(settings, environment);
        if (prices.simulator() != null) {
            opened(prices.simulator());
            if (!environment.containsKey("TOLLGATE_STRIPE_KEY")) {
                stripe = opened(new DemoStripe());
            }
        }
        DataFolder folder = opened(DataFolder.open(settings.data()));
        LedgerDatabase database = opened(database(folder));
        requireFreePorts();
        PriceWatch watch =
                opened(PriceWatch.start(database.prices(), prices.keys(), prices.start(), settings.pricing()));
        FirstAccount first = new FirstAccount(database, folder);
        adminKey = first.adminKey(environment);
        userKey = first.userKey(watch.get().book(), settings.demo(), adminKey);
        ConfigurableApplicationContext web = opened(web(folder, database, watch, prices));
        port = Objects.requireNonNull(((ReactiveWebServerApplicationContext) web).getWebServer())
                .getPort();
        model = Prices.exampleModel(watch.get());
        if (stripe != null) {
            stripe.tell(url());
        }
        settings.envFile().ifPresent(file -> {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("TOLLGATE_URL", url());
            values.put("TOLLGATE_KEY", userKey);
            values.put("TOLLGATE_ADMIN_KEY", adminKey);
            admins.ifPresent(address -> values.put("TOLLGATE_ADMIN_URL", url(address.host(), address.port())));
            PrivateFile.write(file, values);
        });
        watch.watch();
        prices.start().warnings().forEach(warning -> log.warn("Pricing file: {}", warning));
        AdminAddress.warning(callers, admins).ifPresent(log::warn);
    }

    /** A start that is going to fail must not change the prices of all nodes before. */
    private void requireFreePorts() {
        if (settings.port() != 0) {
            requireFree(
                    new InetSocketAddress(settings.bind(), settings.port()),
                    "The port " + settings.port() + " on " + settings.bind() + PORT_TAKEN + "--port=N.");
        }
        admins.ifPresent(address -> requireFree(
                address.socket(),
                "The port " + address.port() + " on " + address.host() + PORT_TAKEN + "TOLLGATE_ADMIN_PORT."));
    }

    private static void requireFree(InetSocketAddress address, String otherwise) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException taken) {
            throw new StartupProblem(otherwise, taken);
        }
    }

    private static InetAddress address(String bind) {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException unknown) {
            throw new StartupProblem(
                    "The address '" + bind + "' of --bind is not known on this machine. Use 127.0.0.1 for this machine"
                            + " alone, 0.0.0.0 for all networks.",
                    unknown);
        }
    }

    private LedgerDatabase database(DataFolder folder) {
        if (settings.database().isPresent()) {
            databaseUrl = settings.database().get();
            return LedgerDatabase.open(
                    LedgerDatabase.Settings.of(databaseUrl),
                    environment.getOrDefault("TOLLGATE_MIGRATE_DB", databaseUrl));
        }
        databaseUrl = opened(EmbeddedDatabase.start(folder)).url();
        // It runs, as this process has just seen: on a busy machine its first connections may still be too slow.
        for (int attempt = 1; ; attempt++) {
            try {
                return LedgerDatabase.open(LedgerDatabase.Settings.of(databaseUrl));
            } catch (DatabaseUnreachable slow) {
                if (attempt == ATTEMPTS) {
                    throw slow;
                }
            }
        }
    }

    private ConfigurableApplicationContext web(
            DataFolder folder, LedgerDatabase database, PriceWatch watch, Prices prices) {
        TokenKeys loginKeys = LoginKeys.of(environment, folder);
        KeySeal seal = OwnKeysets.of(folder, environment);
        SpringApplication application = new SpringApplication(TollgateApplication.class);
        LogSetup.keep(application);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.address", settings.bind());
        properties.put("server.port", Integer.toString(settings.port()));
        settings.redis().ifPresent(url -> properties.put("tollgate.redis.url", url));
        admins.ifPresent(address -> properties.put("tollgate.admin.port", address.port()));
        if (stripe != null) {
            properties.putAll(stripe.properties("http://127.0.0.1:" + settings.port()));
        }
        application.setDefaultProperties(properties);
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            // Opened and closed here, not by the context.
            beans.getBeanFactory().registerSingleton("ledgerDatabase", database);
            beans.getBeanFactory().registerSingleton("dataFolder", folder);
            beans.getBeanFactory().registerSingleton("databaseUrl", DatabaseUrl.parse(databaseUrl));
            beans.getBeanFactory().registerSingleton("priceWatch", watch);
            prices.simulatorAddress().ifPresent(address -> beans.registerBean(SimulatorAddress.class, () -> address));
            beans.registerBean(AdminKey.class, () -> new AdminKey(adminKey));
            admins.ifPresent(address -> beans.registerBean(
                    AdminServer.class,
                    () -> new AdminServer(
                            address,
                            beans.getBeanProvider(NettyReactiveWebServerFactory.class),
                            beans.getBeanProvider(HttpHandler.class))));
            beans.registerBean(AlertKey.class, () -> AlertKeys.of(folder, environment));
            beans.registerBean(TokenKeys.class, () -> loginKeys);
            beans.registerBean(KeySeal.class, () -> seal);
        });
        return application.run();
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private static RuntimeException problem(RuntimeException failure, Settings settings) {
        if (failure instanceof DatabaseUnreachable || failure instanceof IllegalArgumentException) {
            return new StartupProblem(String.valueOf(failure.getMessage()), failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartupProblem told) {
                return told;
            }
            if (cause instanceof PortInUseException || cause instanceof BindException) {
                return portInUse(settings, failure);
            }
        }
        return failure;
    }

    private static StartupProblem portInUse(Settings settings, Throwable cause) {
        return new StartupProblem(
                "The port " + settings.port() + " on " + settings.bind() + PORT_TAKEN + "--port=N.", cause);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception failure) {
                log.warn("{} was not closed properly", part.getClass().getSimpleName(), failure);
            }
        }
    }
}
