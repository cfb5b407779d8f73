package dev.tollgate.admin.pricing;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.pricing.PriceChangeResult;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.pricing.yaml.ReadPricing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Changes of prices by administrators. Whatever is wrong with new prices, the ones in force stay. */
@RestController
class PriceChangeController {

    private static final int LONGEST_VERSION = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Access access;
    private final PriceVersions versions;
    private final AuditLog audit;
    private final LocalPrices local;

    PriceChangeController(Access access, PriceVersions versions, AuditLog audit, LocalPrices local) {
        this.access = access;
        this.versions = versions;
        this.audit = audit;
        this.local = local;
    }

    /**
     * @param version null if it has problems
     * @param warnings what is unusual, and used all the same
     */
    record Validated(boolean valid, @Nullable String version, List<ProblemView> problems, List<ProblemView> warnings) {}

    /**
     * @param status {@code applied}, {@code scheduled}, or {@code unchanged} if nothing was to be done
     * @param warnings what is unusual in these prices
     */
    record Changed(
            String status, String version, Instant since, String by, String reason, List<ProblemView> warnings) {}

    @PostMapping("/admin/pricing/validate")
    Mono<Validated> validate(ServerHttpRequest request) {
        access.requireAdmin(request);
        return PricingText.of(request, local.surroundings())
                .map(text -> text.on(local))
                .map(text -> new Validated(
                        text.read().isPresent(),
                        text.read().map(read -> read.book().version()).orElse(null),
                        text.problems(),
                        text.warnings()));
    }

    @PostMapping("/admin/pricing/apply")
    Mono<Changed> apply(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        PriceQuery.requireKnown(request, List.of("at", "reason"));
        String reason = PriceQuery.reason(request);
        Optional<Instant> at = PriceQuery.at(request);
        return PricingText.of(request, local.surroundings())
                .map(text -> text.on(local))
                .flatMap(text -> {
                    ReadPricing read = text.usable();
                    @Nullable
                    Instant begin =
                            PriceQuery.begin(at, read.book().effective()).orElse(null);
                    return change(
                            PriceChange.byApi(read.book().version(), read.text(), begin, notes.actor(), reason),
                            text,
                            notes);
                });
    }

    @PostMapping("/admin/pricing/rollback")
    Mono<Changed> rollback(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "version", "reason").flatMap(fields -> {
            String version = fields.text("version", LONGEST_VERSION)
                    .filter(name -> !name.isBlank())
                    .orElseThrow(() -> Problem.badField(
                            "version", "must name a version of GET /admin/pricing/history to go back to."));
            String reason = fields.text("reason", PriceChange.LONGEST_REASON).orElse("");
            return versions.text(version)
                    .switchIfEmpty(Mono.error(() -> unknown(version)))
                    .flatMap(text ->
                            PricingText.of(version, text, local.surroundings().ofStored()))
                    .map(text -> text.on(local))
                    .doOnNext(PricingText::usable)
                    .flatMap(text -> change(PriceChange.rollback(version, notes.actor(), reason), text, notes));
        });
    }

    /** With the answer, this node sells by it; the others follow within a second or so. */
    private Mono<Changed> change(PriceChange change, PricingText text, Notes notes) {
        Mono<PriceChangeResult> changing = audit.with(
                connection -> PriceVersions.change(connection, change), result -> note(change, result, notes));
        return Mono.fromFuture(changing::toFuture, true).flatMap(result -> local.follow()
                .timeout(PATIENCE)
                .onErrorComplete()
                .thenReturn(changed(result, change, text.warnings())));
    }

    private static Optional<AuditNote> note(PriceChange change, PriceChangeResult result, Notes notes) {
        return switch (result.status()) {
            case APPLIED, SCHEDULED -> {
                Activation row = Objects.requireNonNull(result.activation());
                Map<String, String> became = Map.of(
                        "version", row.version(), "effective", row.effectiveAt().toString());
                String action = "pricing." + (row.source() == Activation.Source.ROLLBACK ? "rollback" : "apply");
                yield Optional.of(notes.note(action, "prices", change.reason(), became));
            }
            default -> Optional.empty();
        };
    }

    private static Changed changed(PriceChangeResult result, PriceChange change, List<ProblemView> warnings) {
        return switch (result.status()) {
            case NO_VERSION -> throw unknown(change.version());
            case NEVER_IN_FORCE -> throw new Problem(
                    HttpStatus.CONFLICT,
                    "never_in_force",
                    "Version " + change.version()
                            + " was not in force before, so there is no going back to it; apply it.");
            case OTHER_TEXT -> throw new Problem(
                    HttpStatus.CONFLICT,
                    "version_taken",
                    "Another text is stored as version " + change.version() + ". Change yours by a word.");
            case APPLIED, SCHEDULED, UNCHANGED -> {
                Activation row = Objects.requireNonNull(result.activation());
                yield new Changed(
                        result.status().name().toLowerCase(Locale.ROOT),
                        row.version(),
                        row.effectiveAt(),
                        row.actor(),
                        row.reason(),
                        warnings);
            }
        };
    }

    static Problem unknown(String version) {
        return Problem.notFound(
                "No prices are stored as version " + version + ". GET /admin/pricing/history lists what is.");
    }
}
