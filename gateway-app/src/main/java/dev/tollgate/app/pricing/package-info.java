/** Follows the prices that are in force: from the pricing file into the database, and from there into memory. */
@NullMarked
package dev.tollgate.app.pricing;

import org.jspecify.annotations.NullMarked;
