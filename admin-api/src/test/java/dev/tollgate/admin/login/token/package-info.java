/** Tests of access tokens. */
@NullMarked
package dev.tollgate.admin.login.token;

import org.jspecify.annotations.NullMarked;
