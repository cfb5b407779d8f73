/** Cohere's wire format: chat. */
@NullMarked
package dev.tollgate.filter.dialect.cohere;

import org.jspecify.annotations.NullMarked;
