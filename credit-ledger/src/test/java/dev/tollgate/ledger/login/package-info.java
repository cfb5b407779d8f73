/** Tests of sessions, codes and people. */
@NullMarked
package dev.tollgate.ledger.login;

import org.jspecify.annotations.NullMarked;
