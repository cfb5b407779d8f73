/** Which other web pages may call the gateway from a browser. */
@NullMarked
package dev.tollgate.app.cors;

import org.jspecify.annotations.NullMarked;
