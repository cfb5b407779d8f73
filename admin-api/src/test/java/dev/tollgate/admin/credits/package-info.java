/** Tests of what reads and writes credits. */
@NullMarked
package dev.tollgate.admin.credits;

import org.jspecify.annotations.NullMarked;
