/** Log-in with LinkedIn and other providers of OpenID Connect: the browser's way there and back, without a session here. */
@NullMarked
package dev.tollgate.admin.login.oauth;

import org.jspecify.annotations.NullMarked;
