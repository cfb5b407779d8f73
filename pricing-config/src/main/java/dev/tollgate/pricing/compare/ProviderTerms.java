package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.CallPaths;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.ProviderConnection;
import dev.tollgate.pricing.ProviderConnection.Auth;
import dev.tollgate.pricing.ProviderConnection.Timeouts;
import dev.tollgate.pricing.VendorUsage;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a provider's entry says, in the words of the file. */
final class ProviderTerms {

    private ProviderTerms() {}

    static EntryTerms of(Provider provider) {
        EntryTerms terms = new EntryTerms()
                .with("url", provider.url().toString())
                .with("dialect", provider.dialect())
                .with("key_env", provider.keyEnv().orElse(""))
                .with("force_usage", String.valueOf(provider.forceUsage()))
                .with("output_bound", provider.takesMaxTokens() ? "max_tokens" : "max_completion_tokens")
                .with(
                        "service_tiers",
                        Words.map(provider.serviceTiers().multipliers().entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, tier -> Words.percent(tier.getValue())))));
        connection(terms, provider.connection());
        usage(terms, provider.usage());
        return terms;
    }

    private static void connection(EntryTerms terms, ProviderConnection connection) {
        Auth auth = connection.auth();
        Timeouts timeouts = connection.timeouts();
        CallPaths paths = connection.paths();
        terms.with("auth", auth.kind().name().toLowerCase(Locale.ROOT))
                .with("auth_name", auth.header())
                .with("user_env", auth.userEnv().orElse(""))
                .with("headers", Words.map(connection.headers()))
                .with("timeouts.connect", Words.duration(timeouts.connect()))
                .with("timeouts.first_byte", Words.duration(timeouts.firstByte()))
                .with("timeouts.idle", Words.duration(timeouts.idle()))
                .with("timeouts.total", Words.duration(timeouts.total()))
                .with("on_disconnect", connection.drains() ? "drain" : "stop")
                .with("on_crash", connection.chargesCrashes() ? "charge" : "free")
                .with("on_silence", connection.fallsBackOnSilence() ? "fall_back" : "stop")
                .with("paths", Words.map(paths.paths()))
                .with("deployments", Words.map(paths.deployments()))
                .with("api_version", paths.apiVersion().orElse(""));
    }

    private static void usage(EntryTerms terms, VendorUsage usage) {
        terms.with("usage.at", usage.at().orElse(""))
                .with("usage.reasoning", usage.reasoning().name().toLowerCase(Locale.ROOT))
                .with("usage.cached", usage.cached().orElse(""))
                .with("usage.citations", usage.citations().orElse(""))
                .with("usage.searches", usage.searches().orElse(""))
                .with("usage.search_sizes", String.valueOf(usage.searchSizes()))
                .with("usage.cost", usage.cost().map(VendorUsage.Cost::at).orElse(""))
                .with(
                        "usage.cost_per_dollar",
                        usage.cost()
                                .map(cost -> String.valueOf(cost.perDollar()))
                                .orElse(""));
    }
}
