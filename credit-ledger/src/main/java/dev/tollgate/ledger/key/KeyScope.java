package dev.tollgate.ledger.key;

import dev.tollgate.pricing.Wildcard;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a key may be used for.
 *
 * @param models names and wildcards of models that it may call; null: all. A list without any: none
 * @param services the same for services that credits are spent on
 * @param addresses from where it may be used; null: from anywhere
 */
public record KeyScope(
        @Nullable List<String> models, @Nullable List<String> services, @Nullable List<AddressRange> addresses) {

    /** No restriction. */
    public static final KeyScope ALL = new KeyScope(null, null, null);

    public KeyScope {
        models = models == null ? null : List.copyOf(models);
        services = services == null ? null : List.copyOf(services);
        addresses = addresses == null ? null : List.copyOf(addresses);
    }

    /** As the database has it. */
    public static KeyScope of(String @Nullable [] models, String @Nullable [] services, String @Nullable [] addresses) {
        return new KeyScope(
                models == null ? null : List.of(models),
                services == null ? null : List.of(services),
                addresses == null
                        ? null
                        : Stream.of(addresses).map(AddressRange::parse).toList());
    }

    public boolean allowsService(String service) {
        return services == null || services.stream().anyMatch(name -> new Wildcard(name).matches(service));
    }

    /** The same for calls that are forwarded: a key that was made for some models is for nothing else unless it says so. */
    public boolean allowsForwarding(String service) {
        return services == null ? models == null : allowsService(service);
    }

    /** @param address of the client; null: it is not known, which only a key that may be used from anywhere allows */
    public boolean allowsAddress(@Nullable InetAddress address) {
        return addresses == null || address != null && addresses.stream().anyMatch(range -> range.contains(address));
    }
}
