/** Tests of what keys may do. */
@NullMarked
package dev.tollgate.ledger.key;

import org.jspecify.annotations.NullMarked;
