/** Slows down whoever guesses passwords or codes, or makes accounts by the dozen. */
@NullMarked
package dev.tollgate.admin.throttle;

import org.jspecify.annotations.NullMarked;
