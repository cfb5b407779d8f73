package dev.tollgate.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

final class LogSetupTest {

    private final LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();

    @Test
    void a_starting_application_leaves_the_appenders_and_sets_the_levels_that_were_asked_for() {
        LogSetup.run();
        AtomicInteger resets = new AtomicInteger();
        LoggerContextListener counter = new Resets(resets);
        log.addListener(counter);
        try (ConfigurableApplicationContext started = empty("--logging.level.dev.tollgate.some=debug")) {
            assertThat(started.isActive()).isTrue();
            assertThat(resets).hasValue(0);
            assertThat(log.getLogger("dev.tollgate.some").getLevel()).isEqualTo(Level.DEBUG);
            assertThat(log.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders())
                    .toIterable()
                    .isNotEmpty();
        } finally {
            log.removeListener(counter);
            log.getLogger("dev.tollgate.some").setLevel(null);
        }
    }

    private static ConfigurableApplicationContext empty(String argument) {
        SpringApplication application = new SpringApplication(Nothing.class);
        LogSetup.keep(application);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application.run(argument);
    }

    @Configuration
    static class Nothing {}

    private record Resets(AtomicInteger count) implements LoggerContextListener {

        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onReset(LoggerContext context) {
            count.incrementAndGet();
        }

        @Override
        public void onStart(LoggerContext context) {}

        @Override
        public void onStop(LoggerContext context) {}

        @Override
        public void onLevelChange(Logger logger, Level level) {}
    }
}
