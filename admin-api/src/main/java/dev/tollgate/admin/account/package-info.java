/** Accounts over HTTP. */
@NullMarked
package dev.tollgate.admin.account;

import org.jspecify.annotations.NullMarked;
