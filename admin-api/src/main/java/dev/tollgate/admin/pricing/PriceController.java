package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.pricing.PriceStanding;
import dev.tollgate.ledger.pricing.PriceVersions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The prices in force, for administrators, and what this node makes of its pricing file. */
@RestController
class PriceController {

    private final Access access;
    private final PriceVersions versions;
    private final LocalPrices local;

    PriceController(Access access, PriceVersions versions, LocalPrices local) {
        this.access = access;
        this.versions = versions;
        this.local = local;
    }

    /**
     * @param version in force on all nodes; with since, by, reason and source null if nothing is
     * @param upcoming what is scheduled, soonest first
     * @param node the one that answers
     */
    record InForce(
            @Nullable String version,
            @Nullable Instant since,
            @Nullable String by,
            @Nullable String reason,
            @Nullable String source,
            List<ActivationView> upcoming,
            Node node) {}

    /**
     * @param version by which it sells
     * @param unusable why it does not sell by the version in force
     */
    record Node(String version, List<String> unusable, File file) {
        static Node of(LocalPrices.State state) {
            return new Node(state.version(), state.unusable(), File.of(state.file()));
        }
    }

    /** @param state {@code applied}, {@code unchanged} or {@code invalid}: what came of the last look at it */
    record File(String state, List<ProblemView> problems) {
        static File of(LocalPrices.Look look) {
            return new File(look.outcome().name().toLowerCase(Locale.ROOT), ProblemView.of(look.problems()));
        }
    }

    @GetMapping("/admin/pricing")
    Mono<InForce> inForce(ServerHttpRequest request) {
        access.requireAdmin(request);
        PriceQuery.requireKnown(request, List.of());
        return versions.standing().map(this::view);
    }

    private InForce view(PriceStanding standing) {
        List<ActivationView> upcoming =
                standing.upcoming().stream().map(ActivationView::of).toList();
        Node node = Node.of(local.state());
        return standing.inForce()
                .map(ActivationView::of)
                .map(now ->
                        new InForce(now.version(), now.since(), now.by(), now.reason(), now.source(), upcoming, node))
                .orElseGet(() -> new InForce(null, null, null, null, null, upcoming, node));
    }

    /** Looks at the pricing file of this node now, not within five seconds. */
    @PostMapping("/admin/pricing/reload")
    Mono<File> reload(ServerHttpRequest request) {
        access.requireAdmin(request);
        return local.reload().map(look -> {
            if (look.outcome() == LocalPrices.Outcome.INVALID) {
                throw PricingText.refused(ProblemView.of(look.problems()));
            }
            return File.of(look);
        });
    }
}
