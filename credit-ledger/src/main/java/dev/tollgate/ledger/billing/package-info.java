/**
 * Money that comes in by Stripe: the inbox of its events, orders, payments and what was given for them, subscriptions. What
 * an event changes and its mark are one commit.
 */
@NullMarked
package dev.tollgate.ledger.billing;

import org.jspecify.annotations.NullMarked;
