package dev.tollgate.app;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import dev.tollgate.simulator.provider.ProviderSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The price book to start with, and the keys of its providers. */
record Prices(PriceBook book, EnvironmentKeys keys, @Nullable ProviderSimulator simulator) {

    private static final Logger log = LoggerFactory.getLogger(Prices.class);

    private static final String EXAMPLE = "gpt-4o-mini";

    /** What demo-pricing.yaml has in the place of the simulator's address. */
    private static final String SIMULATOR = "http://provider-simulator";

    /** @throws StartupProblem if the file is wrong or a provider's key is missing */
    static Prices load(Settings settings, Map<String, String> environment) {
        if (settings.pricing().isPresent()) {
            PriceBook book = ownBook(settings.pricing().get(), environment);
            EnvironmentKeys keys = new EnvironmentKeys(book, environment);
            requireAll(keys.missing(book));
            return new Prices(book, keys, null);
        }
        return settings.demo() ? demo(environment) : packaged(environment);
    }

    private static PriceBook ownBook(Path file, Map<String, String> environment) {
        InstantSource clock = InstantSource.system();
        ReadPricing read = read(() -> PricingFile.check(file, new Surroundings(clock, environment::containsKey)));
        read.warnings().forEach(warning -> log.warn("Pricing file: {}", warning));
        read.book().effective().filter(clock.instant()::isBefore).ifPresent(begin -> {
            throw new StartupProblem("The prices of the pricing file begin at " + begin
                    + ", which has not come yet; start with the file that holds until then.");
        });
        return read.book();
    }

    private static Prices demo(Map<String, String> environment) {
        ProviderSimulator simulator = ProviderSimulator.start(0);
        simulator.recording(false);
        String yaml = resource("demo-pricing.yaml").replace(SIMULATOR, simulator.url());
        PriceBook book = read(() -> PricingFile.read("demo-pricing.yaml", yaml));
        return new Prices(book, new EnvironmentKeys(book, environment), simulator);
    }

    /** The packaged book names more providers than most people have keys for: it is enough to have one. */
    private static Prices packaged(Map<String, String> environment) {
        PriceBook book = read(() -> PricingFile.read("pricing.yaml", resource("pricing.yaml")));
        EnvironmentKeys keys = new EnvironmentKeys(book, environment);
        List<Provider> missing = keys.missing(book);
        if (missing.size() == book.providers().size()) {
            throw new StartupProblem("No provider can be called: set " + names(missing, " or ")
                    + " in the environment, or start the demo with ./tollgate.");
        }
        if (!missing.isEmpty()) {
            log.warn("Calls to these providers will fail, their keys are not set: {}", names(missing, ", "));
        }
        return new Prices(book, keys, null);
    }

    /** A model that the commands to paste may name: a well-known one if it is priced, else the first that can chat. */
    String exampleModel() {
        return Stream.concat(
                        book.model(EXAMPLE).stream(),
                        book.models().stream()
                                .filter(model ->
                                        !model.isWildcard() && !model.name().contains("embedding")))
                .filter(this::canChat)
                .map(model -> model.isWildcard() ? EXAMPLE : model.name())
                .findFirst()
                .orElse(EXAMPLE);
    }

    private boolean canChat(Model model) {
        Provider provider = Objects.requireNonNull(book.providers().get(model.provider()));
        return provider.dialect().equals("openai") && !keys.missing(book).contains(provider);
    }

    private static void requireAll(List<Provider> missing) {
        if (!missing.isEmpty()) {
            throw new StartupProblem("The environment variable "
                    + missing.get(0).keyEnv().orElseThrow()
                    + missing.get(0)
                            .connection()
                            .auth()
                            .userEnv()
                            .map(user -> " or " + user)
                            .orElse("")
                    + " is not set; the pricing file names it as the key of the"
                    + " provider '" + missing.get(0).name() + "'.");
        }
    }

    private static String names(List<Provider> providers, String between) {
        return providers.stream()
                .map(provider -> provider.keyEnv().orElseThrow())
                .distinct()
                .collect(Collectors.joining(between));
    }

    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (PricingProblems problems) {
            throw new StartupProblem("The pricing file cannot be used:\n" + problems.getMessage(), problems);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Prices.class.getResourceAsStream("/" + name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
