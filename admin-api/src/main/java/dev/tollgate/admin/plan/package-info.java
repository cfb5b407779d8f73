/** Plans and promo codes over HTTP. */
@NullMarked
package dev.tollgate.admin.plan;

import org.jspecify.annotations.NullMarked;
