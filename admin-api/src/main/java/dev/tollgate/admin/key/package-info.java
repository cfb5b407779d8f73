/** API keys over HTTP: their owners make, change, rotate and revoke them. */
@NullMarked
package dev.tollgate.admin.key;

import org.jspecify.annotations.NullMarked;
