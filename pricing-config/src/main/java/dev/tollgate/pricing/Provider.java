package dev.tollgate.pricing;

import java.net.URI;
import java.util.Optional;

/**
 * A company whose API is sold on.
 *
 * @param name its key in the price book, for example {@code openai}
 * @param url scheme, host and port (and a path prefix where the provider has one), used as it stands
 * @param dialect the wire format it speaks: {@code openai} or {@code anthropic}
 * @param keyEnv the environment variable that holds the platform's key; empty: called without a key
 * @param forceUsage whether {@code stream_options.include_usage} may be written into streams that do not ask for it
 * @param takesMaxTokens whether chats bound their output by {@code max_tokens}, which older formats know alone, and not by
 *     {@code max_completion_tokens}
 * @param serviceTiers what its tiers of service cost
 * @param connection how it is called
 * @param usage what is peculiar to the usage that it tells
 */
public record Provider(
        String name,
        URI url,
        String dialect,
        Optional<String> keyEnv,
        boolean forceUsage,
        boolean takesMaxTokens,
        ServiceTiers serviceTiers,
        ProviderConnection connection,
        VendorUsage usage) {}
