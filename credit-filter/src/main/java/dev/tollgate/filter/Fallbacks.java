package dev.tollgate.filter;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.identity.SentKeys;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What else a call may be made of, where what it asks for fails before it has told anything. Each is what the caller would
 * have got by asking for it: one that the caller may not call, or that has no price for what is asked, is none. They are
 * quoted by the book of the call, before anything is held, so that the hold covers the dearest of them.
 *
 * @param asked the model as the caller named it
 * @param dearest the most that the call can cost, whichever answers
 * @param models their names, in the order in which they are asked
 * @param within what the account could pay, where output bounds were lowered to that; null: they were not
 */
record Fallbacks(String asked, Charge dearest, List<String> models, @Nullable Credits within) {

    Fallbacks {
        models = List.copyOf(models);
    }

    /** Of a call that is made of what it asks for, or not at all. */
    static Fallbacks none(String asked, Charge worstCase) {
        return new Fallbacks(asked, worstCase, List.of(), null);
    }

    /** The same call with those that are open to it. */
    static Ticket join(Ticket asked) {
        List<String> named = asked.tariff().model().fallbacks();
        List<Ticket> open = new ArrayList<>();
        for (String name : named.isEmpty() || isAlone(asked.intent()) ? List.<String>of() : named) {
            quote(asked, name).filter(target -> isOpen(asked, target)).ifPresent(open::add);
        }
        return open.isEmpty() ? asked : asked.with(covering(asked, open, null)).withTokens(mostTokens(asked, open));
    }

    /** The same call at a fallback of it, with what it was admitted with. */
    static Ticket ticket(Ticket asked, String name) {
        Ticket target = quote(asked, name)
                .orElseThrow(() -> new IllegalStateException(name + " was quoted before, and is not any more"));
        return lowered(target, asked.fallbacks().within)
                .orElseThrow(() -> new IllegalStateException(name + " could be paid before, and cannot any more"))
                .inPlaceOf(asked);
    }

    /** With output bounds that cost no more than this, whichever answers; empty if that cannot be. */
    static Optional<Ticket> within(Ticket asked, Credits most) {
        List<Ticket> open = new ArrayList<>();
        for (Ticket target : targets(asked)) {
            Optional<Ticket> lower = lowered(target, most);
            if (lower.isEmpty()) {
                return Optional.empty();
            }
            open.add(lower.get());
        }
        return lowered(asked, most).map(lower -> lower.with(covering(lower, open, most)));
    }

    /** The largest output bound with which the call costs no more than this, whichever answers; empty if there is none. */
    static OptionalLong fits(Ticket asked, Credits most) {
        OptionalLong least = WorstCase.of(asked).fits(most);
        for (Ticket target : targets(asked)) {
            OptionalLong fits = WorstCase.of(target).fits(most);
            least = least.isEmpty() || fits.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.min(least.getAsLong(), fits.getAsLong()));
        }
        return least;
    }

    private static List<Ticket> targets(Ticket asked) {
        return asked.fallbacks().models.stream()
                .flatMap(name -> quote(asked, name).stream())
                .toList();
    }

    private static Optional<Ticket> lowered(Ticket ticket, @Nullable Credits most) {
        return most == null || ticket.worstCase().credits().compareTo(most) <= 0
                ? Optional.of(ticket)
                : WorstCase.of(ticket).within(most).map(ticket::with);
    }

    private static Fallbacks covering(Ticket asked, List<Ticket> open, @Nullable Credits within) {
        Charge dearest = asked.worstCase();
        for (Ticket target : open) {
            Charge other = target.worstCase();
            dearest = other.credits().compareTo(dearest.credits()) > 0 ? other : dearest;
        }
        return new Fallbacks(
                asked.fallbacks().asked,
                dearest,
                open.stream().map(target -> target.intent().model()).toList(),
                within);
    }

    private static long mostTokens(Ticket asked, List<Ticket> open) {
        return open.stream().mapToLong(Ticket::worstTokens).reduce(asked.worstTokens(), Math::max);
    }

    /** A count of tokens is true of one model only, and what goes on in the background is asked for where it is. */
    private static boolean isAlone(Intent intent) {
        boolean usesNothing = intent.inputEstimate() == 0 && intent.unitBounds().isEmpty();
        return intent.background() || intent.free() || usesNothing;
    }

    /** As if the caller had asked for this one; empty if that would be refused, or cannot be asked. */
    private static Optional<Ticket> quote(Ticket asked, String name) {
        Call call = asked.call();
        Intent.Edit renamed = new Intent.Edit(name, OptionalLong.empty(), false);
        Call again = call.instead(
                call.operation().model() == null
                        ? call.operation()
                        : call.operation().of(name),
                asked.intent().upstreamBody(renamed),
                call.sentKeys());
        // A request that names no model means one whatever is written into it.
        Optional<Ticket> target =
                target(again).filter(quoted -> quoted.intent().model().equals(name));
        boolean elsewhere =
                target.filter(at -> !at.provider().equals(asked.provider())).isPresent();
        // A key that came for nobody in particular was meant for the provider of the model that was asked for.
        SentKeys named = call.sentKeys().named();
        return elsewhere && named != call.sentKeys()
                ? target(again.instead(again.operation(), again.body(), named))
                : target;
    }

    private static Optional<Ticket> target(Call call) {
        return Quoting.target(call).fold(Optional::of, denial -> Optional.empty());
    }

    private static boolean isOpen(Ticket asked, Ticket target) {
        boolean samePlace = target.provider().equals(asked.provider());
        boolean sameModel = samePlace && target.upstreamModel().equals(asked.upstreamModel());
        boolean samePayer = target.providerKey().own() == asked.providerKey().own();
        boolean hasKey = target.provider().keyEnv().isEmpty()
                || target.providerKey().key().isPresent();
        // What it names is kept by the one provider.
        boolean names = !asked.intent().references().isEmpty()
                || asked.intent().referenceFault().isPresent();
        return !sameModel && samePayer && hasKey && (samePlace || !names);
    }
}
