/** Usage over time and by name, for callers and administrators. */
@NullMarked
package dev.tollgate.admin.analytics;

import org.jspecify.annotations.NullMarked;
