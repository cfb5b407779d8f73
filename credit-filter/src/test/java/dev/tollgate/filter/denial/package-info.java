/** Tests of refusals. */
@NullMarked
package dev.tollgate.filter.denial;

import org.jspecify.annotations.NullMarked;
