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
import java.util.Optional;

/** Reads {@code models}, and knows their names for the sections that refer to them. */
final class ModelsReader {

    private final List<Section> models;
    private final SellingTerms terms;

    /** Whom a name belongs to: models by their own names first, aliases after them. */
    private final Map<String, String> owners = new HashMap<>();

    private final List<String> priced = new ArrayList<>();
    private final WildcardOrder patterns = new WildcardOrder();
    private final List<String> denied = new ArrayList<>();

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
        patterns.check();
        return new Catalogue(read, denied, services);
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
        boolean known = owners.containsKey(name);
        Boolean callable =
                known ? Boolean.valueOf(!denied.contains(name)) : wildcards().find(name);
        if (callable == null) {
            findings.add(
                    listed.keyNode(),
                    "no model of this file is called " + quoted(name) + "; " + Section.instead(name, owners.keySet()));
        } else if (!callable) {
            findings.add(
                    listed.keyNode(), "the model " + quoted(name) + " is denied; remove it here, or give it a price");
        }
    }

    /** Whether what a wildcard means can be called. */
    private Wildcards<Boolean> wildcards() {
        Wildcards.Builder<Boolean> wildcards = new Wildcards.Builder<>();
        denied.stream().filter(ModelsReader::isWildcard).forEach(name -> wildcards.add(new Wildcard(name), false));
        priced.stream().filter(ModelsReader::isWildcard).forEach(name -> wildcards.add(new Wildcard(name), true));
        return wildcards.build();
    }

    private static boolean isWildcard(String name) {
        return name.indexOf('*') >= 0;
    }
}
