package dev.tollgate.filter.denial;

import dev.tollgate.pricing.Message;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.util.Map;
import java.util.Optional;

/**
 * How the operator wants refusals told: in the place of the gateway's sentences {@code messages} of the price book, and with
 * which status a want of credits.
 */
public final class OwnWords {

    private static final Map<DenialCode, Message> MESSAGES = Map.of(
            DenialCode.INSUFFICIENT_CREDITS, Message.INSUFFICIENT_CREDITS,
            DenialCode.MODEL_NOT_PRICED, Message.MODEL_NOT_PRICED,
            DenialCode.MODEL_NOT_IN_PLAN, Message.MODEL_NOT_IN_PLAN,
            DenialCode.RATE_LIMITED, Message.RATE_LIMITED,
            DenialCode.TOKENS_LIMITED, Message.RATE_LIMITED,
            DenialCode.CONCURRENCY_LIMITED, Message.RATE_LIMITED);

    private OwnWords() {}

    /** The denial in the book's words and with its status, where it has some; all else stays. */
    public static Denial of(Denial denial, PriceBook book, Plan plan) {
        Optional<String> words = Optional.ofNullable(MESSAGES.get(denial.code()))
                .flatMap(book::message)
                .map(sentence -> filled(sentence, denial, plan));
        int status = denial.status() == PriceBook.PAYMENT_REQUIRED ? book.shortStatus() : denial.status();
        return words.isEmpty() && status == denial.status()
                ? denial
                : new Worded(denial, words.orElseGet(denial::message), status);
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
