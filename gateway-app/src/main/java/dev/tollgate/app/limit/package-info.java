/** Rate limits of the account and admin API, and where the state of all limits is seen. */
@NullMarked
package dev.tollgate.app.limit;

import org.jspecify.annotations.NullMarked;
