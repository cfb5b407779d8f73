/** The people's side of the gateway: accounts, credits and what callers may ask about themselves. */
@NullMarked
package dev.tollgate.admin;

import org.jspecify.annotations.NullMarked;
