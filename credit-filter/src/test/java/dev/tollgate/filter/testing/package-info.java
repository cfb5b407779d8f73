/** Real parts for tests of this module and of those above it. */
@NullMarked
package dev.tollgate.filter.testing;

import org.jspecify.annotations.NullMarked;
