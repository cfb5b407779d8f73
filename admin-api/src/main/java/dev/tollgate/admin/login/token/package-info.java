/** Access tokens: our own, signed here, and those of other issuers, believed by setting. */
@NullMarked
package dev.tollgate.admin.login.token;

import org.jspecify.annotations.NullMarked;
