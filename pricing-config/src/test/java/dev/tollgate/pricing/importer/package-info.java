/** Tests of importing public price tables. */
@NullMarked
package dev.tollgate.pricing.importer;

import org.jspecify.annotations.NullMarked;
