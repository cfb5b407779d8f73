/** Rate limits: how often, how much and how many at once an account may call, by its plan. */
@NullMarked
package dev.tollgate.filter.limit;

import org.jspecify.annotations.NullMarked;
