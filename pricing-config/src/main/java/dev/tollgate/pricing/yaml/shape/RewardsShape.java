package dev.tollgate.pricing.yaml.shape;

/** The keys of {@code rewards}. */
public record RewardsShape(
        @Key("For each new account.") Welcome welcome,
        @Key("For who brings others, and for those who are brought.") Referral referral,
        @Key("For accounts that go on using the gateway.") Loyalty loyalty) {

    /** The values of {@code referral.after}. */
    public enum After {
        FIRST_CALL
    }

    /** The keys of {@code welcome}. */
    public record Welcome(
            @Key(value = "Credits.", as = Form.CREDITS, required = true) String credits,
            @Key(value = "How long they can be spent, such as 30d; left out: for ever.", as = Form.DAYS)
                    String expires) {}

    /** The keys of {@code referral}. */
    @Key.AnyOf({"inviter", "invited"})
    public record Referral(
            @Key(value = "Credits for the account whose code was given.", as = Form.CREDITS) String inviter,
            @Key(value = "Credits for the new account.", as = Form.CREDITS) String invited,
            @Key(value = "What the new account must have done before its inviter is paid.", required = true)
                    After after,
            @Key(value = "How many accounts of one inviter count.", as = Form.POSITIVE, required = true) String atMost,
            @Key(value = "How many count altogether, ever.", as = Form.POSITIVE, required = true) String total,
            @Key(value = "How long the credits can be spent, such as 30d; left out: for ever.", as = Form.DAYS)
                    String expires) {}

    /** The keys of {@code loyalty}. */
    public record Loyalty(
            @Key(value = "How long a period is, such as 30d.", as = Form.DAYS, required = true) String every,
            @Key(value = "Credits after each period.", as = Form.CREDITS, required = true) String credits,
            @Key(
                            value = "What an account must have spent in the period, in credits.",
                            as = Form.CREDITS,
                            required = true)
                    String minSpent,
            @Key(value = "How long they can be spent, such as 30d; left out: for ever.", as = Form.DAYS)
                    String expires) {}
}
