package dev.tollgate.app;

import dev.tollgate.filter.identity.ProviderKeys;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.ProviderConnection;
import dev.tollgate.pricing.ProviderConnection.AuthKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The platform's provider keys, from the environment variables that the price book names; read once, at the start. */
final class EnvironmentKeys implements ProviderKeys {

    private final Map<String, String> keys = new HashMap<>();

    EnvironmentKeys(PriceBook book, Map<String, String> environment) {
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

    private static Optional<String> value(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(String::strip);
    }

    /** The providers that need a key and have none. */
    List<Provider> missing(PriceBook book) {
        return book.providers().values().stream()
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
