/** What holds for the whole module. */
@NullMarked
package dev.tollgate.simulator;

import org.jspecify.annotations.NullMarked;
