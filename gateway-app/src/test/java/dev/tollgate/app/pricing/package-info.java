/** Tests of prices that change while the gateway runs. */
@NullMarked
package dev.tollgate.app.pricing;

import org.jspecify.annotations.NullMarked;
