/** People's log-in: passwords, sessions with their tokens, other issuers, and what people may ask and end themselves. */
@NullMarked
package dev.tollgate.admin.login;

import org.jspecify.annotations.NullMarked;
