/** The command line: commands, options, and what they print. */
@NullMarked
package dev.tollgate.app.cli;

import org.jspecify.annotations.NullMarked;
