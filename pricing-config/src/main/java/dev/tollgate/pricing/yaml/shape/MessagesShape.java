package dev.tollgate.pricing.yaml.shape;

/** The keys of {@code messages}. */
public record MessagesShape(
        @Key("To a caller whose balance does not cover the call.") String insufficientCredits,
        @Key("To a caller whose balance is low.") String lowBalance,
        @Key("To a caller who asks for a model that has no price.") String modelNotPriced,
        @Key("To a caller who asks for a model that the plan does not have.") String modelNotInPlan,
        @Key("To a caller who asks too often.") String rateLimited) {}
