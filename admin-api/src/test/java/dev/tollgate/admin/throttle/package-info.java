/** Tests of the throttle. */
@NullMarked
package dev.tollgate.admin.throttle;

import org.jspecify.annotations.NullMarked;
