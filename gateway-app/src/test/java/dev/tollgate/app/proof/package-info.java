/** The program as its operators meet it: processes, exit codes, files and what is printed. */
@NullMarked
package dev.tollgate.app.proof;

import org.jspecify.annotations.NullMarked;
