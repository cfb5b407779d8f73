/** The Anthropic wire format: messages. */
@NullMarked
package dev.tollgate.filter.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
