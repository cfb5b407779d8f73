/**
 * Rate limits: how often, how much and how many at once somebody may call, by address, key, account and plan. They are
 * counted in this process, or in a store that nodes share.
 */
@NullMarked
package dev.tollgate.filter.limit;

import org.jspecify.annotations.NullMarked;
