/** Why a call is refused: values that travel back through the gate and are written once, in the caller's dialect. */
@NullMarked
package dev.tollgate.filter.denial;

import org.jspecify.annotations.NullMarked;
