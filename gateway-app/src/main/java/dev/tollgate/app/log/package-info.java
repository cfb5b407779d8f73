/** What is written into the log: nothing that opens anything. */
@NullMarked
package dev.tollgate.app.log;

import org.jspecify.annotations.NullMarked;
