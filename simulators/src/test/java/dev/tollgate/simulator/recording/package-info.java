/** Tests of the recordings and of the ways to cut a body. */
@NullMarked
package dev.tollgate.simulator.recording;

import org.jspecify.annotations.NullMarked;
