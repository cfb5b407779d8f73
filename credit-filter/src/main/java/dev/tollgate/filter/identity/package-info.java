/** Who calls, and with whose key the provider is called. */
@NullMarked
package dev.tollgate.filter.identity;

import org.jspecify.annotations.NullMarked;
