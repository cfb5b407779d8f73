/** What a caller may ask about itself, with the key it calls with. */
@NullMarked
package dev.tollgate.admin.self;

import org.jspecify.annotations.NullMarked;
