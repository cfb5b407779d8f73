package dev.tollgate.filter.autoconfigure;

import dev.tollgate.filter.identity.TrustedProxies;
import dev.tollgate.ledger.key.AddressRange;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxies before this gateway.
 *
 * @param trustedProxies ranges of their addresses; only these are believed when they say whom they speak for
 * @param proxyHeader where they say it
 */
@ConfigurationProperties("tollgate")
public record ProxyProperties(
        @DefaultValue List<String> trustedProxies, @DefaultValue("x-forwarded-for") TrustedProxies.Header proxyHeader) {

    /** @throws IllegalArgumentException if one is not a range of addresses */
    TrustedProxies proxies() {
        return new TrustedProxies(
                trustedProxies.stream().map(AddressRange::parse).toList(), proxyHeader);
    }
}
