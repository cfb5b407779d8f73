/** Balances and grants of credits over HTTP. */
@NullMarked
package dev.tollgate.admin.credits;

import org.jspecify.annotations.NullMarked;
