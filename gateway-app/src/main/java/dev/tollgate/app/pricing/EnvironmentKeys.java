package dev.tollgate.app.pricing;

import dev.tollgate.filter.identity.ProviderKeys;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.ProviderConnection;
import dev.tollgate.pricing.ProviderConnection.AuthKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The platform's keys for the providers of a price book, from the environment variables that the book names. */
public final class EnvironmentKeys implements ProviderKeys {

    private final Map<String, String> keys = new HashMap<>();

    public EnvironmentKeys(PriceBook book, Map<String, String> environment) {
        for (Provider provider : book.providers().values()) {
            key(provider, environment).ifPresent(key -> keys.put(provider.name(), key));
        }
    }

    private static Optional<String> key(Provider provider, Map<String, String> environment) {
        Optional<String> key = provider.keyEnv().flatMap(name -> value(name, environment));
        ProviderConnection.Auth auth = provider.connection().auth();
        return auth.kind() == AuthKind.BASIC
                ? auth.userEnv()
                        .flatMap(name -> value(name, environment))
                        .flatMap(user -> key.map(password -> user + ":" + password))
                : key;
    }

    static Optional<String> value(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(String::strip);
    }

    /** The providers that need a key and have none, of those whose models are sold and whose services are forwarded. */
    public List<Provider> missing(PriceBook book) {
        Set<String> sold = book.models().stream().map(Model::provider).collect(Collectors.toSet());
        book.services().stream()
                .flatMap(service -> service.route().stream())
                .forEach(route -> sold.add(route.provider()));
        return book.providers().values().stream()
                .filter(provider -> sold.contains(provider.name()))
                .filter(provider -> provider.keyEnv().isPresent() && !keys.containsKey(provider.name()))
                .toList();
    }

    @Override
    public Optional<String> keyOf(Provider provider) {
        return Optional.ofNullable(keys.get(provider.name()));
    }

    @Override
    public String toString() {
        return "EnvironmentKeys" + keys.keySet();
    }
}
