/** What an account chooses for itself: whose provider keys its calls go with. */
@NullMarked
package dev.tollgate.admin.preference;

import org.jspecify.annotations.NullMarked;
