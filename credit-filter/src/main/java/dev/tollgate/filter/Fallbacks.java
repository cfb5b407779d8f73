package dev.tollgate.filter;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.identity.SentKeys;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What else a call may be made of, where what it asks for fails before it has told anything. Each is what the caller would
 * have got by asking for it: one that the caller may not call, or that has no price for what is asked, is none. They are
 * quoted by the book of the call, before anything is held, so that the hold covers the dearest of them.
 *
 * @param asked the model as the caller named it
 * @param dearest the most that the call can cost, whichever answers
 * @param open each as it is called, in the order in which they are asked; they share what was read of the request
 */
record Fallbacks(String asked, Charge dearest, List<Ticket> open) {

    Fallbacks {
        open = List.copyOf(open);
    }

    /** Of a call that is made of what it asks for, or not at all. */
    static Fallbacks none(String asked, Charge worstCase) {
        return new Fallbacks(asked, worstCase, List.of());
    }

    /** Their names. */
    List<String> models() {
        return open.stream().map(target -> target.intent().model()).toList();
    }

    /** The same call with those that are open to it. */
    static Ticket join(Ticket asked) {
        List<String> named = asked.tariff().model().fallbacks();
        List<Ticket> open = new ArrayList<>();
        for (String name : named.isEmpty() || isAlone(asked.intent()) ? List.<String>of() : named) {
            quote(asked, name).filter(target -> isOpen(asked, target)).ifPresent(open::add);
        }
        return open.isEmpty() ? asked : asked.with(covering(asked, open)).withTokens(mostTokens(asked, open));
    }

    /** The same call at a fallback of it, with what it was admitted with. */
    static Ticket ticket(Ticket asked, String name) {
        return asked.fallbacks().open.stream()
                .filter(target -> target.intent().model().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is no fallback of this call"))
                .inPlaceOf(asked);
    }

    /** With output bounds that cost no more than this, whichever answers; empty if that cannot be. */
    static Optional<Ticket> within(Ticket asked, Credits most) {
        List<Ticket> open = new ArrayList<>();
        for (Ticket target : asked.fallbacks().open) {
            Optional<Ticket> lower = lowered(target, most);
            if (lower.isEmpty()) {
                return Optional.empty();
            }
            open.add(lower.get());
        }
        return lowered(asked, most).map(lower -> lower.with(covering(lower, open)));
    }

    /** The largest output bound with which the call costs no more than this, whichever answers; empty if there is none. */
    static OptionalLong fits(Ticket asked, Credits most) {
        OptionalLong least = WorstCase.of(asked).fits(most);
        for (Ticket target : asked.fallbacks().open) {
            OptionalLong fits = WorstCase.of(target).fits(most);
            least = least.isEmpty() || fits.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.min(least.getAsLong(), fits.getAsLong()));
        }
        return least;
    }

    private static Optional<Ticket> lowered(Ticket ticket, Credits most) {
        return ticket.worstCase().credits().compareTo(most) <= 0
                ? Optional.of(ticket)
                : WorstCase.of(ticket).within(most).map(ticket::with);
    }

    private static Fallbacks covering(Ticket asked, List<Ticket> open) {
        Charge dearest = asked.worstCase();
        for (Ticket target : open) {
            Charge other = target.worstCase();
            dearest = other.credits().compareTo(dearest.credits()) > 0 ? other : dearest;
        }
        return new Fallbacks(asked.fallbacks().asked, dearest, open);
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
        Operation operation = call.operation().model() == null
                ? call.operation()
                : call.operation().of(name);
        Optional<Intent> alike = asked.intent().of(operation, name);
        return alike.isPresent()
                ? quote(asked, call.instead(operation, call.body(), call.sentKeys()), alike.get())
                : readAgain(asked, operation, name);
    }

    /** What is asked for goes by the model: it is read as the other one's, once. */
    private static Optional<Ticket> readAgain(Ticket asked, Operation operation, String name) {
        Intent.Edit renamed = new Intent.Edit(name, OptionalLong.empty(), false);
        Call call = asked.call();
        Call again = call.instead(operation, asked.intent().upstreamBody(renamed), call.sentKeys());
        // A request that names no model means one whatever is written into it.
        return passed(Quoting.intent(again))
                .filter(intent -> intent.model().equals(name))
                .flatMap(intent -> quote(asked, again, intent));
    }

    private static Optional<Ticket> quote(Ticket asked, Call call, Intent intent) {
        Optional<Ticket> target = passed(Quoting.quote(call, intent));
        boolean elsewhere =
                target.filter(at -> !at.provider().equals(asked.provider())).isPresent();
        // A key that came for nobody in particular was meant for the provider of the model that was asked for.
        SentKeys named = call.sentKeys().named();
        return elsewhere && named != call.sentKeys()
                ? passed(Quoting.quote(call.instead(call.operation(), call.body(), named), intent))
                : target;
    }

    private static <A> Optional<A> passed(Decision<A> decision) {
        return decision.fold(Optional::of, denial -> Optional.empty());
    }

    private static boolean isOpen(Ticket asked, Ticket target) {
        boolean samePlace = target.provider().equals(asked.provider());
        boolean sameModel = samePlace && target.upstreamModel().equals(asked.upstreamModel());
        boolean samePayer = target.providerKey().own() == asked.providerKey().own();
        boolean hasKey = target.provider().keyEnv().isEmpty()
                || target.providerKey().key().isPresent();
        return !sameModel && samePayer && hasKey && (samePlace || !isTied(asked.intent()));
    }

    /** What it names is kept by the one provider, and so is what later requests for the same model will name. */
    private static boolean isTied(Intent intent) {
        return intent.stored()
                || !intent.references().isEmpty()
                || intent.referenceFault().isPresent();
    }
}
