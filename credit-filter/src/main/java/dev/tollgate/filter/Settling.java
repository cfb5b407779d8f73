package dev.tollgate.filter;

import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.CallPrice;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.ServiceRate;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.UnpricedUsageException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** From a usage report to the charge, with the price book of the quote. */
final class Settling {

    private static final Logger log = LoggerFactory.getLogger(Settling.class);

    /** What providers take more for than for its relation, whose price it costs where the book says nothing. */
    private static final Set<TokenKind> BILLED_APART = Set.of(
            TokenKind.INPUT_AUDIO,
            TokenKind.INPUT_CACHE_WRITE,
            TokenKind.INPUT_CACHE_WRITE_1H,
            TokenKind.OUTPUT_AUDIO,
            TokenKind.OUTPUT_IMAGE);

    private Settling() {}

    /**
     * @param costUsd what the platform itself pays, in US dollars; absent: not known
     * @param unpriced what was used and has no price, by its names in usages
     */
    record Priced(Charge charge, @Nullable BigDecimal costUsd, Set<String> unpriced) {}

    static Priced price(Ticket ticket, UsageReport report) {
        return price(ticket, report, log);
    }

    /** What a running call has cost by now. */
    static Credits soFar(Ticket ticket, UsageReport report) {
        return charge(ticket, report, new TreeSet<>(), NOPLogger.NOP_LOGGER).credits();
    }

    /** What is charged if this process dies now. Oddities are told when the call ends, not each time it is asked for. */
    static Priced ifCrashed(Ticket ticket, UsageReport soFar) {
        Priced priced = price(ticket, soFar, NOPLogger.NOP_LOGGER);
        return ticket.provider().connection().chargesCrashes()
                ? priced
                : new Priced(Charge.none(ticket.worstCase().priceVersion()), priced.costUsd(), priced.unpriced());
    }

    private static Priced price(Ticket ticket, UsageReport report, Logger oddities) {
        Set<String> unpriced = new TreeSet<>();
        Charge charge = charge(ticket, report, unpriced, oddities);
        // What is not believed has no cost that is known.
        boolean believed = ticket.worstCase().credits().isZero()
                || charge.credits().nanos() / times(ticket)
                        < ticket.worstCase().credits().nanos();
        BigDecimal cost = charge.lines().isEmpty() || !believed ? null : cost(ticket, report);
        return new Priced(charge, cost, unpriced);
    }

    private static Charge charge(Ticket ticket, UsageReport report, Set<String> unpriced, Logger oddities) {
        if (report.basis() == Basis.NONE) {
            // Not even the fee per request: the provider did nothing.
            return Charge.none(ticket.worstCase().priceVersion());
        }
        return new Believable(ticket.call().id(), ticket.asAsked(), times(ticket), oddities)
                .of(() -> told(ticket, report, unpriced, oddities));
    }

    private static Charge told(Ticket ticket, UsageReport report, Set<String> unpriced, Logger oddities) {
        if (!ticket.providerKey().own()) {
            report.usage().tools().keySet().stream()
                    .filter(tool -> !ticket.tariff().prices(tool))
                    .forEach(unpriced::add);
            works(ticket, report).forEach(work -> work.usage().tokens().keySet().stream()
                    .filter(BILLED_APART::contains)
                    .filter(kind -> !ticket.tariffOf(work.model()).prices(kind))
                    .map(TokenKind::jsonName)
                    .forEach(unpriced::add));
        }
        try {
            Charge charge = CallPrice.of(ticket.tariff(), works(ticket, report), ticket::tariffOf);
            if (report.oddity() != null) {
                oddities.warn(
                        "Request {} of {}: {}",
                        ticket.call().id(),
                        ticket.provider().name(),
                        report.oddity());
            }
            return charge;
        } catch (UnpricedUsageException lacking) {
            // It was quoted, so the provider answered otherwise than it was asked; what is not priced is not free.
            oddities.error("Request {} is charged its hold: {}", ticket.call().id(), lacking.getMessage());
            unpriced.add(lacking.what());
            return ticket.worstCase();
        }
    }

    private static int times(Ticket ticket) {
        return Believable.times(
                ticket.intent().service().filter(ServiceCall::isGuessed).isPresent());
    }

    /** Nothing that is not priced, or absurd, is believed here either. What the caller's own key pays for costs nothing. */
    private static @Nullable BigDecimal cost(Ticket ticket, UsageReport report) {
        if (ticket.providerKey().own()) {
            return BigDecimal.ZERO;
        }
        if (report.costUsd() != null) {
            return report.costUsd();
        }
        try {
            Optional<ServiceRate> service = ticket.rate();
            if (service.isPresent()) {
                return service.get().costUsd(report.usage()).orElse(null);
            }
            return CallPrice.cost(ticket.book(), ticket.tariff().model(), works(ticket, report))
                    .orElse(null);
        } catch (UnpricedUsageException | ArithmeticException unknown) {
            return null;
        }
    }

    private static List<CallPrice.Work> works(Ticket ticket, UsageReport report) {
        List<CallPrice.Work> works = new ArrayList<>();
        works.add(new CallPrice.Work(working(ticket, report.model()), report.usage()));
        report.additional().forEach(more -> works.add(new CallPrice.Work(working(ticket, more.model()), more.usage())));
        return works;
    }

    /** The model that did the work; that of the quote where the provider does not name it. */
    private static Model working(Ticket ticket, @Nullable String answered) {
        Model asked = ticket.tariff().model();
        return answered == null
                ? asked
                : ticket.book().answering(ticket.intent().model(), asked, answered);
    }

    /** A call that its node had lost sight of for long may have been charged by what was known of it then. */
    static void compare(Ticket ticket, Settlement settlement, Charge charge) {
        if (!settlement.debited().equals(charge.credits())) {
            log.error(
                    "Request {} cost {} credits; it was settled before ({}) with {}",
                    ticket.call().id(),
                    charge.credits(),
                    settlement.status(),
                    settlement.debited());
        }
    }
}
