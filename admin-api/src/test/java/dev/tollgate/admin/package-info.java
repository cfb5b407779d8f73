/** The API over HTTP, with a real ledger behind it. */
@NullMarked
package dev.tollgate.admin;

import org.jspecify.annotations.NullMarked;
