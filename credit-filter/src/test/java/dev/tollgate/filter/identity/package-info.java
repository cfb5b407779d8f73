@NullMarked
package dev.tollgate.filter.identity;

import org.jspecify.annotations.NullMarked;
