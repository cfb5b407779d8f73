package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceBook.PricedPlan;
import dev.tollgate.pricing.PriceBook.Terms;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.Service;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the whole file, section by section. */
final class BookReader {

    static final Set<String> KNOWN = Set.of(
            "version",
            "effective",
            "currency",
            "credit",
            "markup",
            "balance",
            "providers",
            "models",
            "services",
            "packages",
            "plans");

    static final Set<String> LATER = Set.of("include", "promo_codes", "messages");

    private final Section root;
    private final Findings findings;

    private BookReader(Section root, Findings findings) {
        this.root = root;
        this.findings = findings;
    }

    /** @throws PricingProblems with all that is wrong with the file */
    static PriceBook read(Node node, Findings findings, String version, InstantSource clock) {
        Section root = Section.of(node, findings, "the file");
        if (!(node instanceof MappingNode)) {
            // That its keys are missing would be said about each of them.
            findings.throwIfAny();
        }
        return new BookReader(root, findings).read(version, clock.instant());
    }

    private PriceBook read(String version, Instant now) {
        root.allow(KNOWN, LATER);
        root.parsed("version", BookReader::formatOne);
        root.parsed("currency", BookReader::dollars);
        root.parsed("effective", text -> effective(text, now));
        Terms terms = terms(version);
        List<Provider> providers = providers();
        SellingTerms selling = new SellingTerms(dialects(providers), terms.credit(), terms.markup());
        ModelsReader models = new ModelsReader(modelSection(), selling);
        PriceBook.Catalogue catalogue = models.read(services(selling));
        List<PricedPlan> plans = plans(models);
        List<CreditPackage> packages = packages(terms.credit());
        findings.throwIfAny();
        return new PriceBook(terms, providers, catalogue, packages, plans);
    }

    private Terms terms(String version) {
        CreditUnit credit = CreditReader.read(root.section("credit"));
        Optional<Section> balance = root.section("balance");
        balance.ifPresent(section -> section.allow(Set.of("minimum", "low_alert"), Set.of()));
        return new Terms(
                version,
                credit,
                root.parsed("markup", Notation::percent).orElse(BigDecimal.ZERO),
                balance.flatMap(section -> section.parsed("minimum", text -> CreditReader.amount(text, credit)))
                        .orElse(Credits.ZERO),
                balance.flatMap(section -> section.parsed("low_alert", text -> CreditReader.amount(text, credit)))
                        .orElse(Credits.ZERO));
    }

    private List<Provider> providers() {
        root.require("providers", "providers: { openai: { url: https://api.openai.com, dialect: openai } }");
        List<Provider> providers = new ArrayList<>();
        root.section("providers").ifPresent(section -> {
            if (section.entries().isEmpty()) {
                findings.add(section.node(), "there is no provider; write openai: { url: https://api.openai.com }");
            }
            section.entries().forEach(entry -> providers.add(ProviderReader.read(entry, section)));
        });
        return providers;
    }

    /** Of all providers of the file, also those with mistakes: a model that names one is no mistake of its own. */
    private static Map<String, String> dialects(List<Provider> providers) {
        Map<String, String> dialects = new LinkedHashMap<>();
        providers.forEach(provider -> dialects.put(provider.name(), provider.dialect()));
        return dialects;
    }

    private Optional<Section> modelSection() {
        root.require("models", "models: { gpt-4o: { provider: openai, tokens: { input: 2.50, output: 10.00 } } }");
        return root.section("models");
    }

    private List<Service> services(SellingTerms terms) {
        List<Service> services = new ArrayList<>();
        root.section("services").ifPresent(section -> section.entries()
                .forEach(entry ->
                        ServiceReader.read(entry, section.section(entry), terms).ifPresent(services::add)));
        return services;
    }

    private List<PricedPlan> plans(ModelsReader models) {
        List<PricedPlan> plans = new ArrayList<>();
        root.section("plans").ifPresent(section -> section.entries().forEach(entry -> {
            Section plan = section.section(entry);
            plans.add(PlanReader.read(entry, plan));
            plan.list("models").forEach(listed -> models.checkListed(listed, findings));
        }));
        return plans;
    }

    private List<CreditPackage> packages(CreditUnit credit) {
        List<CreditPackage> packages = new ArrayList<>();
        root.section("packages").ifPresent(section -> section.entries()
                .forEach(entry -> PackageReader.read(entry, section.section(entry), credit)
                        .ifPresent(packages::add)));
        return packages;
    }

    private static Instant effective(String text, Instant now) {
        Instant effective = Notation.instant(text);
        if (effective.isAfter(now)) {
            throw new IllegalArgumentException(
                    "a time in the future is not supported yet; remove it, or apply the file then");
        }
        return effective;
    }

    private static int formatOne(String text) {
        if (!text.equals("1")) {
            throw new IllegalArgumentException(quoted(text) + " is unknown to this program; write 1");
        }
        return 1;
    }

    private static String dollars(String text) {
        if (!text.equals("USD")) {
            throw new IllegalArgumentException(quoted(text) + " is not supported; write USD, and prices in US dollars");
        }
        return text;
    }
}
