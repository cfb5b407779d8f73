/** Credits that accounts are given by rule: welcome, referral, loyalty. */
@NullMarked
package dev.tollgate.ledger.reward;

import org.jspecify.annotations.NullMarked;
