/** What an application gets by having this module on its class path. */
@NullMarked
package dev.tollgate.filter.autoconfigure;

import org.jspecify.annotations.NullMarked;
