/** The running program: what is started, in which order, and how it ends. */
@NullMarked
package dev.tollgate.app;

import org.jspecify.annotations.NullMarked;
