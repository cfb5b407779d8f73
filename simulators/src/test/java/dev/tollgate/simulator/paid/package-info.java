/** The wire formats of paid APIs that are no models. */
@NullMarked
package dev.tollgate.simulator.paid;

import org.jspecify.annotations.NullMarked;
