/** What clients of two nodes asked and were told, compared with the journal: a search for any order that cannot be. */
@NullMarked
package dev.tollgate.app.history;

import org.jspecify.annotations.NullMarked;
