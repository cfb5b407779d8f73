/** People who log in: their passwords, identities elsewhere, sessions and roles. Of secrets there are only hashes here. */
@NullMarked
package dev.tollgate.ledger.login;

import org.jspecify.annotations.NullMarked;
