/** Tests of what operators set. */
@NullMarked
package dev.tollgate.filter.autoconfigure;

import org.jspecify.annotations.NullMarked;
