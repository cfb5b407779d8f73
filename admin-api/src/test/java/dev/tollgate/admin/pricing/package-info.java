/** Tests of changing prices and trying new ones. */
@NullMarked
package dev.tollgate.admin.pricing;

import org.jspecify.annotations.NullMarked;
