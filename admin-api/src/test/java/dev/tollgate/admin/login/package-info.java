/** Tests of parts of logging in. */
@NullMarked
package dev.tollgate.admin.login;

import org.jspecify.annotations.NullMarked;
