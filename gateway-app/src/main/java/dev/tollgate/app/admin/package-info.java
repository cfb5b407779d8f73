/** A port of its own for administrators. */
@NullMarked
package dev.tollgate.app.admin;

import org.jspecify.annotations.NullMarked;
