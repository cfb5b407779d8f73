package dev.tollgate.app.log;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.cloud.bootstrap.LoggingSystemShutdownListener;
import org.springframework.core.env.StandardEnvironment;

/**
 * Brings the log into its final form, before anything runs that may write to it. Spring would do so itself when its application starts, by taking all
 * appenders away and making them anew; what the ledger's threads, which run by then, write in between would be lost.
 */
public final class LogSetup {

    private LogSetup() {}

    /** Does nothing if it is done already. */
    public static void run() {
        LoggingSystem logging = LoggingSystem.get(LogSetup.class.getClassLoader());
        logging.beforeInitialize();
        StandardEnvironment environment = new StandardEnvironment();
        logging.initialize(
                new LoggingInitializationContext(environment), environment.getProperty("logging.config"), null);
    }

    /** The application finds the log set up and leaves it so; it still sets the levels of {@code logging.level.*}. */
    public static void keep(SpringApplication application) {
        application.setListeners(application.getListeners().stream()
                // Of Spring Cloud: darkens the log on every start, for the sake of bootstrap files that are not used
                // here.
                .filter(listener -> !(listener instanceof LoggingSystemShutdownListener))
                .toList());
    }
}
