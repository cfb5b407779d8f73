package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceBook.PricedPlan;
import dev.tollgate.pricing.PriceBook.Terms;
import dev.tollgate.pricing.PricedModel;
import dev.tollgate.pricing.Provider;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the whole file, section by section. */
final class BookReader {

    private static final Set<String> KNOWN = Set.of(
            "version", "effective", "currency", "credit", "markup", "balance", "providers", "models", "packages", "plans");

    private static final Set<String> LATER = Set.of("services", "include", "promo_codes", "messages");

    private static final Set<String> DIALECTS = Set.of("openai", "anthropic");

    private final Section root;
    private final Findings findings;
    private final List<PricedModel> models = new ArrayList<>();
    private final List<String> denied = new ArrayList<>();

    private BookReader(Section root, Findings findings) {
        this.root = root;
        this.findings = findings;
    }

    static PriceBook read(Node node, Findings findings, String version) {
        return new BookReader(Section.of(node, findings, "the file"), findings).read(version);
    }

    private PriceBook read(String version) {
        root.allow(KNOWN, LATER);
        root.parsed("version", BookReader::formatOne);
        root.parsed("currency", BookReader::dollars);
        root.entry("effective").ifPresent(entry -> findings.add(
                entry.keyNode(), "'effective' is not supported by this version yet; the file holds from when it is read"));
        Terms terms = terms(version);
        List<Provider> providers = providers();
        readModels(providers.stream().map(Provider::name).collect(Collectors.toSet()));
        checkNames();
        List<PricedPlan> plans = plans();
        checkPackages();
        findings.throwIfAny();
        return new PriceBook(terms, providers, models, denied, plans);
    }

    private Terms terms(String version) {
        BigDecimal worth = root.section("credit")
                .flatMap(credit -> {
                    credit.allow(Set.of("worth"), Set.of("tokens"));
                    return credit.parsed("worth", BookReader::aboveZero);
                })
                .orElse(BigDecimal.ONE);
        Section balance = root.section("balance").orElse(root);
        if (root.has("balance")) {
            balance.allow(Set.of("minimum", "low_alert"), Set.of());
        }
        return new Terms(
                version,
                worth,
                root.parsed("markup", Notation::percent).orElse(BigDecimal.ZERO),
                credits(balance.decimal("minimum").orElse(BigDecimal.ZERO), worth),
                credits(balance.decimal("low_alert").orElse(BigDecimal.ZERO), worth));
    }

    private static Credits credits(BigDecimal usd, BigDecimal worth) {
        return Credits.of(usd.divide(worth, Credits.SCALE, RoundingMode.CEILING));
    }

    private List<Provider> providers() {
        List<Provider> providers = new ArrayList<>();
        if (!root.has("providers")) {
            findings.add(root.node(), "'providers' is missing: who answers the calls?");
        }
        root.section("providers").ifPresent(section -> {
            for (Section.Entry entry : section.entries()) {
                providers.add(provider(entry.key(), Section.of(entry.value(), findings, entry.key())));
            }
        });
        return providers;
    }

    private static Provider provider(String name, Section section) {
        section.allow(Set.of("url", "dialect", "key_env", "force_usage"), Set.of("auth", "user_env", "headers"));
        String dialect = section.text("dialect").orElse("openai");
        if (!DIALECTS.contains(dialect)) {
            section.findings().add(
                    section.entry("dialect").orElseThrow().value(),
                    "the dialect '" + dialect + "' is not supported by this version; write openai or anthropic");
        }
        section.requiredText("url");
        return new Provider(
                name,
                section.parsed("url", Notation::url).orElse(URI.create("http://invalid")),
                dialect,
                section.text("key_env"),
                section.flag("force_usage", dialect.equals("openai")));
    }

    private void readModels(Set<String> providers) {
        if (!root.has("models")) {
            findings.add(root.node(), "'models' is missing: what can be called?");
        }
        root.section("models").ifPresent(section -> {
            for (Section.Entry entry : section.entries()) {
                Section model = Section.of(entry.value(), findings, entry.key());
                if (ModelReader.denies(model)) {
                    denied.add(entry.key());
                } else {
                    ModelReader.read(entry.key(), model, providers).ifPresent(models::add);
                }
            }
        });
    }

    /** A name must mean one model. */
    private void checkNames() {
        Map<String, String> owners = new HashMap<>();
        models.forEach(priced -> owners.put(priced.model().name(), priced.model().name()));
        root.section("models").ifPresent(section -> section.entries().forEach(entry -> Section.of(
                        entry.value(), findings, entry.key())
                .list("aliases")
                .forEach(alias -> {
                    String owner = owners.putIfAbsent(alias.key(), entry.key());
                    if (owner != null) {
                        findings.add(
                                alias.keyNode(),
                                "the name '" + alias.key() + "' is taken by the model '" + owner + "'");
                    }
                })));
    }

    private List<PricedPlan> plans() {
        List<PricedPlan> plans = new ArrayList<>();
        root.section("plans").ifPresent(section -> {
            for (Section.Entry entry : section.entries()) {
                Section plan = Section.of(entry.value(), findings, entry.key());
                plans.add(PlanReader.read(entry.key(), plan));
                plan.list("models").forEach(this::checkPlanModel);
            }
        });
        return plans;
    }

    private void checkPlanModel(Section.Entry listed) {
        boolean known = listed.key().indexOf('*') >= 0
                || models.stream()
                        .map(PricedModel::model)
                        .anyMatch(model ->
                                model.name().equals(listed.key()) || model.aliases().contains(listed.key()));
        if (!known) {
            findings.add(listed.keyNode(), "no model of this file is called '" + listed.key() + "'");
        }
    }

    private void checkPackages() {
        root.section("packages").ifPresent(section -> section.entries().forEach(entry -> {
            Section offer = Section.of(entry.value(), findings, entry.key());
            offer.allow(Set.of("pay", "bonus"), Set.of());
            offer.parsed("pay", BookReader::aboveZero);
            offer.decimal("bonus");
        }));
    }

    private static BigDecimal aboveZero(String text) {
        BigDecimal amount = Notation.decimal(text);
        if (amount.signum() == 0) {
            throw new IllegalArgumentException("must be above 0");
        }
        return amount;
    }

    private static int formatOne(String text) {
        if (!text.equals("1")) {
            throw new IllegalArgumentException("'" + text + "' is unknown; this version reads files of version 1");
        }
        return 1;
    }

    private static String dollars(String text) {
        if (!text.equals("USD")) {
            throw new IllegalArgumentException("'" + text + "' is not supported; prices are in USD");
        }
        return text;
    }
}
