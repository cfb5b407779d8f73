/**
 * The gate: admits a call or denies it, and settles every call it admitted exactly once. Knows money and callers, not
 * HTTP; the doors in {@code gateway} translate.
 */
@NullMarked
package dev.tollgate.filter;

import org.jspecify.annotations.NullMarked;
