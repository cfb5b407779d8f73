package dev.tollgate.pricing;

import java.util.List;

/** What accounts buy and have; all lists in the order of the file. */
public record Offers(
        List<CreditPackage> packages, List<PricedPlan> plans, List<PromoCode> promoCodes, Rewards rewards) {}
