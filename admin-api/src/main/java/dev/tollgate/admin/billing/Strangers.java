package dev.tollgate.admin.billing;

import org.springframework.stereotype.Component;

/**
 * What is at Stripe and none of this gateway's: somebody must look, for it may be money that nobody gave anything for; unless
 * other products are sold by the same account of Stripe, whose it is then.
 */
@Component
final class Strangers {

    private final StripeSettings settings;

    Strangers(StripeSettings settings) {
        this.settings = settings;
    }

    /** @param reason why it is none of ours */
    Verdict verdict(String reason) {
        return settings.otherProducts() ? Verdict.ignored(reason) : Verdict.kept(reason);
    }
}
