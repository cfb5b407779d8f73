@NullMarked
package dev.tollgate.filter.gateway;

import org.jspecify.annotations.NullMarked;
