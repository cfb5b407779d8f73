/** Who did what: told with every change that an administrator makes, and read by administrators. */
@NullMarked
package dev.tollgate.admin.audit;

import org.jspecify.annotations.NullMarked;
