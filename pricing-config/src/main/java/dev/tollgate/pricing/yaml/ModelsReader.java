package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.PriceBook.Catalogue;
import dev.tollgate.pricing.PricedModel;
import dev.tollgate.pricing.Wildcard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code models}, and knows their names for the sections that refer to them. */
final class ModelsReader {

    private static final Set<String> DENY_ALONE = Set.of("deny");

    private final Optional<Section> models;
    private final Set<String> providers;

    /** Whom a name belongs to: models by their own names first, aliases after them. */
    private final Map<String, String> owners = new HashMap<>();

    private final List<Wildcard> wildcards = new ArrayList<>();
    private final List<String> denied = new ArrayList<>();

    ModelsReader(Optional<Section> models, Set<String> providers) {
        this.models = models;
        this.providers = providers;
    }

    Catalogue read() {
        List<PricedModel> priced = new ArrayList<>();
        models.ifPresent(section -> {
            section.entries()
                    .forEach(entry -> read(entry, section.section(entry)).ifPresent(priced::add));
            section.entries().forEach(entry -> ownAliases(entry, section.section(entry)));
        });
        return new Catalogue(priced, denied);
    }

    private Optional<PricedModel> read(Section.Entry entry, Section section) {
        Names.checkModel(entry, section.findings());
        owners.put(entry.key(), entry.key());
        if (section.flag("deny", false)) {
            denied.add(entry.key());
            section.allow(DENY_ALONE, Set.of());
            return Optional.empty();
        }
        if (entry.key().indexOf('*') >= 0) {
            wildcards.add(new Wildcard(entry.key()));
        }
        return ModelReader.read(entry.key(), section, providers);
    }

    /** A name must mean one model, and a request that uses an alias is sent with the model's own name. */
    private void ownAliases(Section.Entry model, Section section) {
        for (Section.Entry alias : section.list("aliases")) {
            String owner = owners.putIfAbsent(alias.key(), model.key());
            if (owner != null) {
                section.findings()
                        .add(
                                alias.keyNode(),
                                "the name " + quoted(alias.key()) + " is taken by the model " + quoted(owner)
                                        + "; remove it or choose another");
            } else if (Names.checkModel(alias, section.findings())
                    && alias.key().indexOf('*') >= 0) {
                section.findings()
                        .add(
                                alias.keyNode(),
                                "an alias cannot have a '*'; write the names, or a model with a wildcard");
            } else if (model.key().indexOf('*') >= 0) {
                section.findings()
                        .add(
                                alias.keyNode(),
                                "a wildcard cannot have aliases, for it is no name to send; give them to a model with an"
                                        + " exact name");
            }
        }
    }

    /** Tells if a plan lists a model that cannot be called; a plan's own wildcards may match nothing yet. */
    void checkListed(Section.Entry listed, Findings findings) {
        String name = listed.key();
        if (name.indexOf('*') >= 0) {
            return;
        }
        if (denied.contains(name)) {
            findings.add(
                    listed.keyNode(), "the model " + quoted(name) + " is denied; remove it here, or give it a price");
        } else if (!owners.containsKey(name) && wildcards.stream().noneMatch(wildcard -> wildcard.matches(name))) {
            findings.add(
                    listed.keyNode(),
                    "no model of this file is called " + quoted(name) + "; " + Section.instead(name, owners.keySet()));
        }
    }
}
