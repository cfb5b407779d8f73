/** The dialects that come with the gateway. Stands above them: they do not know each other. */
@NullMarked
package dev.tollgate.filter.dialect.catalog;

import org.jspecify.annotations.NullMarked;
