/** Credits that administrators give by hand: above a limit a second one must agree. */
@NullMarked
package dev.tollgate.admin.approval;

import org.jspecify.annotations.NullMarked;
