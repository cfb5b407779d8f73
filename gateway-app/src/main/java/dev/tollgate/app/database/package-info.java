/** The PostgreSQL that comes with the program, and the folder it keeps its data in. */
@NullMarked
package dev.tollgate.app.database;

import org.jspecify.annotations.NullMarked;
