/** Prices for administrators: what is in force, trying and changing it, and the history of it. */
@NullMarked
package dev.tollgate.admin.pricing;

import org.jspecify.annotations.NullMarked;
