/** What the log has in it. */
@NullMarked
package dev.tollgate.app.log;

import org.jspecify.annotations.NullMarked;
