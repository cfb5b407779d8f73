/** Measures. Nothing here runs in the tests: speed is told by {@code benchmarks/gateway}, not asserted. */
@NullMarked
package dev.tollgate.benchmarks;

import org.jspecify.annotations.NullMarked;
