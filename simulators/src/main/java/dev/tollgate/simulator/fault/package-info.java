/** A TCP proxy that breaks connections on demand, to stand between the gateway and a provider or a database. */
@NullMarked
package dev.tollgate.simulator.fault;

import org.jspecify.annotations.NullMarked;
