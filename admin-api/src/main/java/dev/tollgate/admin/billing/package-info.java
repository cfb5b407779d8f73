/**
 * Payments by Stripe: what can be bought, orders, the webhook with its inbox and worker, refunds. What Stripe says happened
 * is fetched from Stripe before the books are changed.
 */
@NullMarked
package dev.tollgate.admin.billing;

import org.jspecify.annotations.NullMarked;
