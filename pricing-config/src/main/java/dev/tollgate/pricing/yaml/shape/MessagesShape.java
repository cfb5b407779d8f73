package dev.tollgate.pricing.yaml.shape;

/** The keys of {@code messages}. */
public record MessagesShape(
        @Key(value = "To a caller whose balance does not cover the call.", as = Form.MESSAGE)
                String insufficientCredits,
        @Key(value = "To a caller whose balance is low.", as = Form.MESSAGE) String lowBalance,
        @Key(value = "To a caller who asks for a model that has no price.", as = Form.MESSAGE) String modelNotPriced,
        @Key(value = "To a caller who asks for a model that the plan does not have.", as = Form.MESSAGE)
                String modelNotInPlan,
        @Key(value = "To a caller who asks too often.", as = Form.MESSAGE) String rateLimited) {}
