@NullMarked
package dev.tollgate.app.admin;

import org.jspecify.annotations.NullMarked;
