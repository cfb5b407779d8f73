@NullMarked
package dev.tollgate.app.cors;

import org.jspecify.annotations.NullMarked;
