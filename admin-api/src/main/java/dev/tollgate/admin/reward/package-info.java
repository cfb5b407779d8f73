/** Rewards by rule: referral codes, and telling the database the rules. */
@NullMarked
package dev.tollgate.admin.reward;

import org.jspecify.annotations.NullMarked;
