/** From an answer's bytes to its usage: readers for JSON bodies and event streams that a dialect's meter listens to. */
@NullMarked
package dev.tollgate.filter.dialect.answer;

import org.jspecify.annotations.NullMarked;
