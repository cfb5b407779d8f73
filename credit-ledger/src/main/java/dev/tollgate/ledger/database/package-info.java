/** The way to PostgreSQL: addresses, connections, the schema, and what failures mean. */
@NullMarked
package dev.tollgate.ledger.database;

import org.jspecify.annotations.NullMarked;
