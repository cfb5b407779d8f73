/** Telling accounts that they run low: by webhook, by e-mail, and what they want to be told. */
@NullMarked
package dev.tollgate.admin.alert;

import org.jspecify.annotations.NullMarked;
