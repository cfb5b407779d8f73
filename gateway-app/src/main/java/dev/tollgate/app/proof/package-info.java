/** The running gateway's proof of its books: on a schedule, signed, seen in health and metrics. */
@NullMarked
package dev.tollgate.app.proof;

import org.jspecify.annotations.NullMarked;
