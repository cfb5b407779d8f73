/** Errors of this API as RFC 9457 problems, and who may call it. */
@NullMarked
package dev.tollgate.admin.problem;

import org.jspecify.annotations.NullMarked;
