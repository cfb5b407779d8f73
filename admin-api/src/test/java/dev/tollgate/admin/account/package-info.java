/** What a plan gives to a new account. */
@NullMarked
package dev.tollgate.admin.account;

import org.jspecify.annotations.NullMarked;
