/** A real database for tests, and what must hold in it. Other modules use it through this module's test-jar. */
@NullMarked
package dev.tollgate.ledger.testing;

import org.jspecify.annotations.NullMarked;
