/** Tests of the package of the same name. */
@NullMarked
package dev.tollgate.pricing.compare;

import org.jspecify.annotations.NullMarked;
