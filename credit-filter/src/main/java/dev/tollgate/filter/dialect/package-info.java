/**
 * Wire formats. A dialect knows its paths, reads an {@link dev.tollgate.filter.dialect.Intent} from a request and the
 * usage from an answer, and words a denial; nothing outside this package and its children knows a provider's JSON.
 */
@NullMarked
package dev.tollgate.filter.dialect;

import org.jspecify.annotations.NullMarked;
