/** All dialects of the gateway, and which of them a path belongs to. Stands above the dialects, which do not know each other. */
@NullMarked
package dev.tollgate.filter.dialect.catalog;

import org.jspecify.annotations.NullMarked;
