package dev.tollgate.app;

import dev.tollgate.app.pricing.EnvironmentKeys;
import dev.tollgate.app.pricing.NodeKeys;
import dev.tollgate.app.pricing.PricedText;
import dev.tollgate.app.pricing.SimulatorAddress;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.yaml.PricingProblems;
import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.simulator.provider.ProviderSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prices to start with, and the keys of this node. They come into force if they are others than at the last start; see
 * {@link dev.tollgate.app.pricing.PriceWatch}.
 */
record Prices(PricedText start, NodeKeys keys, @Nullable ProviderSimulator simulator) {

    private static final Logger log = LoggerFactory.getLogger(Prices.class);

    private static final String EXAMPLE = "gpt-4o-mini";

    /** @throws StartupProblem if the file is wrong or a provider's key is missing */
    static Prices load(Settings settings, Map<String, String> environment) {
        if (settings.pricing().isPresent()) {
            NodeKeys keys = new NodeKeys(environment, Optional.empty());
            PricedText start = read(() -> PricedText.of(settings.pricing().get(), keys.surroundings()));
            requireAll(keys.missing(start.read()));
            return new Prices(start, keys, null);
        }
        return settings.demo() ? demo(environment) : packaged(environment);
    }

    private static Prices demo(Map<String, String> environment) {
        ProviderSimulator simulator = ProviderSimulator.start(0);
        simulator.recording(false);
        return new Prices(packaged("demo-pricing.yaml"), new NodeKeys(environment, Optional.empty()), simulator);
    }

    /** The packaged book names more providers than most people have keys for: it is enough to have one. */
    private static Prices packaged(Map<String, String> environment) {
        PricedText start = packaged("pricing.yaml");
        PriceBook book = start.book();
        List<Provider> missing = new EnvironmentKeys(book, environment).missing(book);
        if (missing.size() == book.providers().size()) {
            throw new StartupProblem("No provider can be called: set " + names(missing, " or ")
                    + " in the environment, or start the demo with ./tollgate.");
        }
        if (!missing.isEmpty()) {
            log.warn("Calls to these providers will fail, their keys are not set: {}", names(missing, ", "));
        }
        return new Prices(start, new NodeKeys(environment, Optional.of(book.version())), null);
    }

    private static PricedText packaged(String name) {
        return read(() -> PricedText.packaged(name, resource(name)));
    }

    /** Of the demo: where calls to the simulator go. */
    Optional<SimulatorAddress> simulatorAddress() {
        return simulator == null ? Optional.empty() : Optional.of(new SimulatorAddress(simulator.url()));
    }

    /** A model that the commands to paste may name: a well-known one if it is priced, else the first that can chat. */
    static String exampleModel(PriceSnapshot prices) {
        PriceBook book = prices.book();
        return Stream.concat(
                        book.model(EXAMPLE).stream(),
                        book.models().stream()
                                .filter(model ->
                                        !model.isWildcard() && !model.name().contains("embedding")))
                .filter(model -> canChat(model, prices))
                .map(model -> model.isWildcard() ? EXAMPLE : model.name())
                .findFirst()
                .orElse(EXAMPLE);
    }

    private static boolean canChat(Model model, PriceSnapshot prices) {
        Provider provider = Objects.requireNonNull(prices.book().providers().get(model.provider()));
        boolean callable =
                provider.keyEnv().isEmpty() || prices.keys().keyOf(provider).isPresent();
        return provider.dialect().equals("openai") && callable;
    }

    private static void requireAll(List<Problem> missing) {
        if (!missing.isEmpty()) {
            throw new StartupProblem("The pricing file cannot be used:\n"
                    + missing.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
    }

    private static String names(List<Provider> providers, String between) {
        return providers.stream()
                .map(provider -> provider.keyEnv().orElseThrow())
                .distinct()
                .collect(Collectors.joining(between));
    }

    private static PricedText read(Supplier<PricedText> reading) {
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
