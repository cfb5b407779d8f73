/** Tests of the fault proxy with plain sockets on both sides. */
@NullMarked
package dev.tollgate.simulator.fault;

import org.jspecify.annotations.NullMarked;
