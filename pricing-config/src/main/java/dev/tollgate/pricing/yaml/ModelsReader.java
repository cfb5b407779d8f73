package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Catalogue;
import dev.tollgate.pricing.PricedModel;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.Wildcard;
import dev.tollgate.pricing.Wildcards;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code models}, and knows their names for the sections that refer to them. */
final class ModelsReader {

    private static final String DENIED = "the model %s is denied; remove it here, or give it a price";

    private static final int MOST_WILDCARDS = 1_000;

    /** Who names more models that are not there has other cares than what each may have meant. */
    private static final int MOST_GUESSES = 100;

    private final List<Section> models;
    private final SellingTerms terms;

    /** Whom a name belongs to: models by their own names first, aliases after them. */
    private final Map<String, String> owners = new HashMap<>();

    private final List<String> priced = new ArrayList<>();
    private int guesses;
    private final WildcardOrder patterns = new WildcardOrder();
    private final List<String> denied = new ArrayList<>();
    private @Nullable Wildcards<String> wildcards;

    /** Those with a price; made with {@link #wildcards}. */
    private final List<Wildcard> sold = new ArrayList<>();

    ModelsReader(List<Section> models, SellingTerms terms) {
        this.models = models;
        this.terms = terms;
    }

    /** @param services which are sold beside the models */
    Catalogue read(List<Service> services) {
        List<PricedModel> read = new ArrayList<>();
        models.forEach(section -> section.entries()
                .forEach(entry -> read(entry, section.section(entry)).ifPresent(read::add)));
        models.forEach(section -> section.entries().forEach(entry -> ownAliases(entry, section.section(entry))));
        if (tooManyWildcards()) {
            return new Catalogue(read, denied, services);
        }
        patterns.check();
        FallbackChecks fallbacks = new FallbackChecks(this::meant, entry -> dialect(read, entry));
        models.forEach(
                section -> section.entries().forEach(entry -> fallbacks.check(entry.key(), section.section(entry))));
        return new Catalogue(read, denied, services);
    }

    /** What many wildcards mean together takes their number squared to find out. */
    private boolean tooManyWildcards() {
        int wildcards = 0;
        for (Section section : models) {
            for (Section.Entry entry : section.entries()) {
                if (isWildcard(entry.key()) && ++wildcards > MOST_WILDCARDS) {
                    section.findings()
                            .add(
                                    entry.keyNode(),
                                    "there are more than " + MOST_WILDCARDS
                                            + " wildcards; write the names of models instead");
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<PricedModel> read(Section.Entry entry, Section section) {
        Names.checkModel(entry, section.findings());
        owners.put(entry.key(), entry.key());
        boolean isDenied = section.flag("deny", false);
        patterns.add(entry, section.findings(), isDenied);
        if (isDenied) {
            denied.add(entry.key());
            section.entries().stream()
                    .filter(other -> !other.key().equals("deny"))
                    .forEach(other -> section.findings()
                            .add(
                                    other.keyNode(),
                                    quoted(other.key())
                                            + " says nothing about a denied model; remove it, or 'deny: true'"));
            return Optional.empty();
        }
        priced.add(entry.key());
        return ModelReader.read(entry.key(), section, terms);
    }

    /** A name must mean one model, and a request that uses an alias is sent with the model's own name. */
    private void ownAliases(Section.Entry model, Section section) {
        for (Section.Entry alias : section.list("aliases")) {
            if (Names.checkModel(alias, section.findings())) {
                aliasProblem(alias.key(), model.key())
                        .ifPresent(problem -> section.findings().add(alias.keyNode(), problem));
            }
        }
    }

    private Optional<String> aliasProblem(String alias, String model) {
        if (alias.indexOf('*') >= 0) {
            return Optional.of("an alias cannot have a '*'; write the names, or a model with a wildcard");
        }
        if (model.indexOf('*') >= 0) {
            return Optional.of("a wildcard cannot have aliases, for it is no name to send; give them to a model with an"
                    + " exact name");
        }
        return Optional.ofNullable(owners.putIfAbsent(alias, model))
                .map(owner -> "the name " + quoted(alias) + " is taken by the model " + quoted(owner)
                        + "; remove it or choose another");
    }

    /** Tells if a list names a model that cannot be called; its own wildcards may match nothing yet. */
    void checkListed(Section.Entry listed, Findings findings) {
        String name = listed.key();
        if (name.indexOf('*') >= 0) {
            return;
        }
        Optional<Boolean> callable = callable(name);
        if (callable.isEmpty()) {
            findings.add(listed.keyNode(), unknown(name));
        } else if (denied.contains(name)) {
            findings.add(listed.keyNode(), DENIED.formatted(quoted(name)));
        } else if (!callable.get()) {
            findings.warn(
                    listed.keyNode(),
                    "the model " + quoted(name) + " is denied by a wildcard; remove it here, or give it a price");
        }
    }

    /** A file of deployments may serve several gateways, so one that nobody calls is no mistake. */
    void checkDeployment(Section.Entry deployment, Findings findings) {
        if (callable(deployment.key()).isEmpty()) {
            findings.warn(deployment.keyNode(), unknown(deployment.key()));
        }
    }

    private String unknown(String name) {
        String what = "no model of this file is called " + quoted(name) + "; ";
        return what + (++guesses > MOST_GUESSES ? "check the name" : Section.instead(name, owners.keySet()));
    }

    /** Whether what the name means can be called; empty if no model with a price has it or fits it. */
    private Optional<Boolean> callable(String name) {
        if (owners.containsKey(name)) {
            return Optional.of(!denied.contains(name));
        }
        Wildcards<String> all = wildcards();
        return sold.stream().anyMatch(each -> each.matches(name))
                ? Optional.ofNullable(all.find(name)).map(entry -> !denied.contains(entry))
                : Optional.empty();
    }

    /** The entry that a name means. */
    private FallbackChecks.Meant meant(String name) {
        Optional<Boolean> callable = callable(name);
        if (callable.isEmpty()) {
            return FallbackChecks.Meant.nothing(unknown(name));
        }
        return callable.get()
                ? FallbackChecks.Meant.of(Objects.requireNonNullElseGet(
                        owners.get(name),
                        () -> Objects.requireNonNull(wildcards().find(name))))
                : FallbackChecks.Meant.nothing(DENIED.formatted(quoted(name)));
    }

    private Optional<String> dialect(List<PricedModel> read, String entry) {
        return read.stream()
                .filter(each -> each.model().name().equals(entry))
                .findFirst()
                .flatMap(each ->
                        Optional.ofNullable(terms.dialects().get(each.model().provider())));
    }

    /** What wildcards mean, as their entries; made when all models were read. */
    private Wildcards<String> wildcards() {
        if (wildcards == null) {
            Wildcards.Builder<String> builder = new Wildcards.Builder<>();
            Stream.concat(denied.stream(), priced.stream())
                    .filter(ModelsReader::isWildcard)
                    .limit(MOST_WILDCARDS)
                    .forEach(name -> builder.add(new Wildcard(name), name));
            wildcards = builder.build();
            priced.stream()
                    .filter(ModelsReader::isWildcard)
                    .limit(MOST_WILDCARDS)
                    .forEach(name -> sold.add(new Wildcard(name)));
        }
        return wildcards;
    }

    private static boolean isWildcard(String name) {
        return name.indexOf('*') >= 0;
    }
}
