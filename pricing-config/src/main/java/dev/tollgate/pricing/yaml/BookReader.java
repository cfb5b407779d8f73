package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.BookNotes;
import dev.tollgate.pricing.Catalogue;
import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Offers;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceBook.Terms;
import dev.tollgate.pricing.PricedPlan;
import dev.tollgate.pricing.PromoCode;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.Rewards;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.yaml.shape.BookShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads the whole file, section by section. */
final class BookReader {

    private final Sources sources;
    private final Section root;
    private final Findings findings;

    private BookReader(Sources sources, Findings findings) {
        this.sources = sources;
        this.root = sources.root();
        this.findings = findings;
    }

    /** @throws PricingProblems with all that is wrong with the file */
    static PriceBook read(Sources sources, Findings findings) {
        if (!(sources.root().node() instanceof MappingNode)) {
            // That its keys are missing would be said about each of them.
            findings.throwIfAny();
        }
        return new BookReader(sources, findings).read();
    }

    private PriceBook read() {
        root.allow(BookShape.class);
        root.parsed("version", BookReader::formatOne);
        root.parsed("currency", BookReader::dollars);
        Terms terms = terms(sources.version());
        List<Provider> providers = providers();
        SellingTerms selling = new SellingTerms(dialects(providers), terms.credit(), terms.markup(), markupsOfPlans());
        ModelsReader models = new ModelsReader(modelSections(), selling);
        Catalogue catalogue = models.read(services(selling));
        checkDeployments(models);
        Offers offers = new Offers(
                packages(terms.credit()),
                plans(models),
                promoCodes(),
                root.section("rewards").map(RewardsReader::read).orElse(Rewards.NONE));
        BookNotes notes = new BookNotes(
                effective(), root.section("messages").map(MessagesReader::read).orElse(Map.of()));
        findings.throwIfAny();
        return new PriceBook(terms, providers, catalogue, offers, notes);
    }

    private Terms terms(String version) {
        CreditUnit credit = CreditReader.read(root.section("credit"));
        Optional<Section> balance = root.section("balance");
        balance.ifPresent(section -> section.allow(BookShape.Balance.class));
        return new Terms(
                version,
                credit,
                root.parsed("markup", Notation::percent).orElse(BigDecimal.ZERO),
                balance.flatMap(section -> section.parsed("minimum", text -> CreditReader.amount(text, credit)))
                        .orElse(Credits.ZERO),
                balance.flatMap(section -> section.parsed("low_alert", text -> CreditReader.amount(text, credit)))
                        .orElseGet(() -> CreditReader.usualAlert(credit)),
                balance.flatMap(section -> section.parsed("refuse_with", BookReader::shortStatus))
                        .orElse(PriceBook.PAYMENT_REQUIRED));
    }

    private List<Provider> providers() {
        requireSomewhere("providers", "providers: { openai: { url: https://api.openai.com, dialect: openai } }");
        List<Provider> providers = new ArrayList<>();
        List<Section> sections = sources.sections("providers");
        sections.forEach(
                section -> section.entries().forEach(entry -> providers.add(ProviderReader.read(entry, section))));
        if (providers.isEmpty() && !sections.isEmpty() && sections.get(0).node() instanceof MappingNode node) {
            sections.get(0).findings().add(node, "there is no provider; write openai: { url: https://api.openai.com }");
        }
        return providers;
    }

    private void checkDeployments(ModelsReader models) {
        for (Section section : sources.sections("providers")) {
            section.entries().stream()
                    .flatMap(entry -> section.section(entry).section("deployments").stream())
                    .forEach(deployments -> deployments
                            .entries()
                            .forEach(entry -> models.checkDeployment(entry, deployments.findings())));
        }
    }

    /** Of all providers of the file, also those with mistakes: a model that names one is no mistake of its own. */
    private static Map<String, String> dialects(List<Provider> providers) {
        Map<String, String> dialects = new LinkedHashMap<>();
        providers.forEach(provider -> dialects.put(provider.name(), provider.dialect()));
        return dialects;
    }

    private List<Section> modelSections() {
        requireSomewhere("models", "models: { gpt-4o: { provider: openai, tokens: { input: 2.50, output: 10.00 } } }");
        return sources.sections("models");
    }

    private void requireSomewhere(String key, String write) {
        if (!sources.has(key)) {
            root.require(key, write);
        }
    }

    private List<Service> services(SellingTerms terms) {
        List<Service> services = new ArrayList<>();
        Map<String, String> routes = new HashMap<>();
        for (Section section : sources.sections("services")) {
            for (Section.Entry entry : section.entries()) {
                Section each = section.section(entry);
                ServiceReader.read(entry, each, terms).ifPresent(services::add);
                each.text("path")
                        .map(path -> each.text("method").orElse("POST") + " " + path)
                        .map(route -> routes.putIfAbsent(route, entry.key()))
                        .ifPresent(other -> each.findings()
                                .warn(
                                        each.entry("path").orElseThrow().value(),
                                        "the service " + quoted(other) + " answers this path too; keep one of them"));
            }
        }
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

    private List<SellingTerms.PlanMarkup> markupsOfPlans() {
        return root.section("plans").stream()
                .flatMap(plans -> plans.entries().stream().map(plans::section))
                .flatMap(plan -> plan.parsed("markup", Notation::percent).stream()
                        .map(markup -> new SellingTerms.PlanMarkup(markup, Names.listed(plan, "models"))))
                .toList();
    }

    private List<CreditPackage> packages(CreditUnit credit) {
        List<CreditPackage> packages = new ArrayList<>();
        root.section("packages").ifPresent(section -> section.entries()
                .forEach(entry -> PackageReader.read(entry, section.section(entry), credit)
                        .ifPresent(packages::add)));
        return packages;
    }

    private List<PromoCode> promoCodes() {
        Set<String> plans = root.section("plans").map(Section::keys).orElse(Set.of());
        List<PromoCode> codes = new ArrayList<>();
        Map<PromoCode.Code, PromoCode> typed = new HashMap<>();
        root.section("promo_codes").ifPresent(section -> section.entries()
                .forEach(entry -> PromoCodeReader.read(entry, section.section(entry), plans)
                        .filter(codes::add)
                        .flatMap(code -> Optional.ofNullable(typed.putIfAbsent(typed(code), code)))
                        .ifPresent(other -> section.findings()
                                .warn(
                                        entry.keyNode(),
                                        "this code is typed like that of " + quoted(other.name())
                                                + ", and of two that an account may use the first counts; write another, or"
                                                + " other plans"))));
        return codes;
    }

    private static PromoCode.Code typed(PromoCode promo) {
        PromoCode.Code code = promo.code();
        return code.inEnvironment() ? code : new PromoCode.Code(code.text().toLowerCase(Locale.ROOT), false);
    }

    private Optional<Instant> effective() {
        Optional<Instant> effective = root.parsed("effective", Notation::instant);
        effective
                .filter(findings.surroundings()::isPast)
                .ifPresent(past -> findings.warn(
                        root.entry("effective").orElseThrow().value(),
                        "this time has passed, the prices hold at once; remove it, or write a later time"));
        return effective;
    }

    private static int formatOne(String text) {
        if (!text.equals("1")) {
            throw new IllegalArgumentException(quoted(text) + " is unknown to this program; write 1");
        }
        return 1;
    }

    private static int shortStatus(String text) {
        return switch (text) {
            case "402" -> PriceBook.PAYMENT_REQUIRED;
            case "429" -> PriceBook.TOO_MANY_REQUESTS;
            default -> throw new IllegalArgumentException(quoted(text) + " is no such status; write 402 or 429");
        };
    }

    private static String dollars(String text) {
        if (!text.equals("USD")) {
            throw new IllegalArgumentException(quoted(text) + " is not supported; write USD, and prices in US dollars");
        }
        return text;
    }
}
