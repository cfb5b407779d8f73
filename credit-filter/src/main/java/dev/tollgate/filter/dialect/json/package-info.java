/** JSON as all dialects read it: one streaming pass that names every value by its path; nothing is collected or bound. */
@NullMarked
package dev.tollgate.filter.dialect.json;

import org.jspecify.annotations.NullMarked;
