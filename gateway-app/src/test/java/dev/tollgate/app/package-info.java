/** The whole gateway over real sockets: real clients in front of it, a real database behind it, simulated providers. */
@NullMarked
package dev.tollgate.app;

import org.jspecify.annotations.NullMarked;
