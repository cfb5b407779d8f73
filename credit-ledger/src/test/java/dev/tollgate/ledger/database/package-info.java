/** Tests of the way to PostgreSQL. */
@NullMarked
package dev.tollgate.ledger.database;

import org.jspecify.annotations.NullMarked;
