package dev.tollgate.filter.denial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class OwnWordsTest {

    private static final PriceBook BOOK = book(
            """
            messages:
              insufficient_credits: "{needed} needed on {plan}, {balance} left: top up at example.com."
              model_not_priced: "No {model} here."
              rate_limited: "Slow down, {plan}."
            """);

    private static PriceBook book(String more) {
        return PricingFile.read(
                "test.yaml",
                "credit: { shown_as: USD }\nproviders: { p: { url: http://p } }\n"
                        + "models: { m: { provider: p, free: true } }\nplans: { hobby: {} }\n" + more);
    }

    private static Denial said(Denial denial, PriceBook book) {
        return OwnWords.of(denial, book, book.firstPlan());
    }

    private static Denial tooFew() {
        Credits needed = Credits.of(new BigDecimal("0.5"));
        return new MoneyDenial.InsufficientCredits(
                new MoneyFigures(needed, Credits.ZERO, Credits.ZERO, OptionalLong.empty(), true));
    }

    @Test
    void says_what_the_operator_wrote_with_the_figures_of_the_call() {
        Denial denial = said(tooFew(), BOOK);
        assertThat(denial.message()).isEqualTo("$0.5 needed on hobby, $0 left: top up at example.com.");
        assertThat(denial.code()).isEqualTo(DenialCode.INSUFFICIENT_CREDITS);
        assertThat(denial.money()).isEqualTo(tooFew().money());
    }

    @Test
    void a_callers_braces_stay_braces() {
        assertThat(said(new ModelDenial.NotPriced("{plan}", List.of()), BOOK).message())
                .isEqualTo("No {plan} here.");
    }

    @Test
    void keeps_when_to_come_back() {
        Denial limited = new Denial.RateLimited(DenialCode.TOKENS_LIMITED, "too fast", Duration.ofSeconds(7));
        assertThat(said(limited, BOOK).message()).isEqualTo("Slow down, hobby.");
        assertThat(said(limited, BOOK).retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void what_has_no_words_of_the_operator_is_said_as_ever() {
        assertThat(said(tooFew(), book("")).message()).startsWith("Not enough credits: this call can cost up to $0.5");
        Denial notInPlan = new ModelDenial.NotInPlan("m", "hobby");
        assertThat(said(notInPlan, BOOK)).isSameAs(notInPlan);
    }
}
