/** API keys as their owners manage them: what a key may call, from where, and how much it may spend. */
@NullMarked
package dev.tollgate.ledger.key;

import org.jspecify.annotations.NullMarked;
