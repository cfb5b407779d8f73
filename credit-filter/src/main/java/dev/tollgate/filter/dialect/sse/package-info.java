/** Event streams cut into their events, whatever the portions they arrive in, with every byte kept as it came. */
@NullMarked
package dev.tollgate.filter.dialect.sse;

import org.jspecify.annotations.NullMarked;
