package dev.tollgate.pricing;

import java.util.Map;
import java.util.Optional;

/**
 * Where a provider is called otherwise than at the usual paths.
 *
 * @param paths by the names of operations; {@code {model}} stands for the model's name
 * @param deployments what the provider calls models, where that is not the name they have in the price book
 * @param apiVersion sent as {@code api-version} in the query where the caller names none; empty: neither is sent
 */
public record CallPaths(Map<String, String> paths, Map<String, String> deployments, Optional<String> apiVersion) {

    public static final CallPaths USUAL = new CallPaths(Map.of(), Map.of(), Optional.empty());

    public CallPaths {
        paths = Map.copyOf(paths);
        deployments = Map.copyOf(deployments);
    }

    /** A model by the provider's name for it. */
    public String deployment(String model) {
        return deployments.getOrDefault(model, model);
    }
}
