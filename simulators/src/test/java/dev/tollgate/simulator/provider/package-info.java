/** Tests of the provider simulator over real sockets, by plain HTTP and by the providers' own clients. */
@NullMarked
package dev.tollgate.simulator.provider;

import org.jspecify.annotations.NullMarked;
