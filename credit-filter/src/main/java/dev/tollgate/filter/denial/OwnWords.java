package dev.tollgate.filter.denial;

import dev.tollgate.pricing.Message;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.util.Map;
import java.util.Optional;

/** What the operator says in the place of the gateway's sentences: {@code messages} of the price book. */
public final class OwnWords {

    private static final Map<DenialCode, Message> MESSAGES = Map.of(
            DenialCode.INSUFFICIENT_CREDITS, Message.INSUFFICIENT_CREDITS,
            DenialCode.MODEL_NOT_PRICED, Message.MODEL_NOT_PRICED,
            DenialCode.MODEL_NOT_IN_PLAN, Message.MODEL_NOT_IN_PLAN,
            DenialCode.RATE_LIMITED, Message.RATE_LIMITED,
            DenialCode.TOKENS_LIMITED, Message.RATE_LIMITED,
            DenialCode.CONCURRENCY_LIMITED, Message.RATE_LIMITED);

    private OwnWords() {}

    /** The denial in the book's words, where it has some; all but the sentence stays. */
    public static Denial of(Denial denial, PriceBook book, Plan plan) {
        return Optional.ofNullable(MESSAGES.get(denial.code()))
                .flatMap(book::message)
                .<Denial>map(words -> new Denial.Worded(denial, filled(words, denial, plan)))
                .orElse(denial);
    }

    /** Callers have a say in the model's name: it comes last, so that braces in it stay braces. */
    private static String filled(String words, Denial denial, Plan plan) {
        String filled = words.replace("{plan}", plan.name());
        MoneyFigures money = denial.money().orElse(null);
        if (money != null) {
            filled = filled.replace("{balance}", money.shown(money.available()))
                    .replace("{needed}", money.shown(money.needed()));
        }
        return filled.replace("{model}", denial.about().orElse(""));
    }
}
