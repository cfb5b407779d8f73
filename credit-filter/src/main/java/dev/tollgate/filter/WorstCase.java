package dev.tollgate.filter;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.request.RequestIntent;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.UsageBounds;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The most that a call can cost, by how many tokens each of its answers may have at most. Needs no database and no waiting.
 *
 * @param tools the most calls of each paid tool
 */
record WorstCase(Intent intent, Map<String, Long> tools, Provider provider, Tariff tariff) {

    /** Fewer tokens are no answer that is worth its price; OpenAI takes no smaller bound for its responses either. */
    private static final long LEAST_USEFUL = 16;

    static WorstCase of(Ticket ticket) {
        Map<String, Long> tools = ticket.call()
                .dialect()
                .toolBounds(ticket.intent(), ticket.provider().usage());
        return new WorstCase(ticket.intent(), tools, ticket.provider(), ticket.tariff());
    }

    /** As the caller asks for it. */
    Quote quote() {
        OptionalLong missing =
                !intent.outputKinds().isEmpty() && intent.outputBound().isEmpty()
                        ? OptionalLong.of(outputBound())
                        : OptionalLong.empty();
        return quote(
                outputBound(), new Intent.Edit(otherName(), missing, provider.forceUsage(), provider.takesMaxTokens()));
    }

    /** With the largest output bound that costs no more than this; empty if none does that is worth its price. */
    Optional<Quote> within(Credits most) {
        OptionalLong bound = fits(most);
        return bound.isEmpty()
                ? Optional.empty()
                : Optional.of(quote(
                        bound.getAsLong(),
                        Intent.Edit.lowered(
                                otherName(), bound.getAsLong(), provider.forceUsage(), provider.takesMaxTokens())));
    }

    /**
     * The largest output bound, up to the caller's, with which the call costs no more than this. Empty if there is none, or
     * it cannot be written into the request.
     */
    OptionalLong fits(Credits most) {
        OptionalLong smallest = intent.leastOutput();
        if (intent.free() || smallest.isEmpty()) {
            return OptionalLong.empty();
        }
        long asked = outputBound();
        long fits = Math.max(Math.min(LEAST_USEFUL, asked), smallest.getAsLong());
        if (fits > asked || costsMore(fits, most)) {
            return OptionalLong.empty();
        }
        long tooMuch = Math.addExact(asked, 1);
        while (tooMuch - fits > 1) {
            long middle = fits + (tooMuch - fits) / 2;
            if (costsMore(middle, most)) {
                tooMuch = middle;
            } else {
                fits = middle;
            }
        }
        return OptionalLong.of(fits);
    }

    /** What it costs at least: its input as it is guessed. What is sold by other units costs what these cost. */
    Charge least() {
        if (intent.free()) {
            return Charge.none(tariff.priceVersion());
        }
        Usage dearest = usage(outputBound());
        Usage.Builder least =
                Usage.builder().tokens(TokenKind.INPUT, Math.min(intent.inputEstimate(), dearest.inputTokens()));
        dearest.units().forEach(least::unit);
        return tariff.price(least.build());
    }

    private boolean costsMore(long bound, Credits than) {
        try {
            return tariff.price(usage(bound)).credits().compareTo(than) > 0;
        } catch (ArithmeticException tooLarge) {
            return true;
        }
    }

    private Quote quote(long bound, Intent.Edit edit) {
        Usage usage = intent.free() ? Usage.NONE : usage(bound);
        Charge charge = intent.free() ? Charge.none(tariff.priceVersion()) : tariff.price(usage);
        return new Quote(charge, usage, intent, edit);
    }

    private Usage usage(long bound) {
        Model model = tariff.model();
        long input = intent.inputBound(model.maxInput());
        if (provider.usage().citations().isPresent()) {
            // What it cites becomes input that the request does not show.
            input = Math.max(input, model.maxInput().orElse(RequestIntent.UNKNOWN_INPUT));
        }
        long output = intent.outputKinds().isEmpty() ? 0 : Math.multiplyExact(bound, Math.max(1, intent.answers()));
        if (!tariff.pricesTokens() && !intent.unitBounds().isEmpty()) {
            // Sold by the picture, the second or the character: tokens are neither charged nor counted.
            input = 0;
            output = 0;
        }
        UsageBounds bounds = UsageBounds.of(intent.inputKinds(), input, intent.outputKinds(), output, tools)
                .withUnits(intent.unitBounds());
        return tariff.dearest(bounds.withServiceTier(intent.serviceTier()));
    }

    /** Of each answer. */
    long outputBound() {
        return intent.outputBound().orElse(tariff.model().defaultOutput());
    }

    private @Nullable String otherName() {
        String upstream = Ticket.upstreamModel(intent, tariff.model(), provider);
        return upstream.equals(intent.model()) ? null : upstream;
    }
}
