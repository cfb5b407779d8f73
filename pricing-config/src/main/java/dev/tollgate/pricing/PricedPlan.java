package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A plan with its price modifier.
 *
 * @param markup the plan's own markup, which takes the place of the model's and the book's
 */
public record PricedPlan(Plan plan, Optional<BigDecimal> markup) {}
