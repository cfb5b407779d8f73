/** The gate's tests. What needs a whole gateway is tested in gateway-app. */
@NullMarked
package dev.tollgate.filter;

import org.jspecify.annotations.NullMarked;
