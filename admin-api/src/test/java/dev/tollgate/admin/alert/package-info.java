/** Tests of the parts that tell accounts. */
@NullMarked
package dev.tollgate.admin.alert;

import org.jspecify.annotations.NullMarked;
