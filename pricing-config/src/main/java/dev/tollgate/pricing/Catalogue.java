package dev.tollgate.pricing;

import java.util.List;

/**
 * What is sold; all lists in the order of the file.
 *
 * @param denied names and wildcards that are refused though a wildcard matches them
 */
public record Catalogue(List<PricedModel> models, List<String> denied, List<Service> services) {}
