package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PromoCode;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.PromoCodeShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one entry of {@code promo_codes}. */
final class PromoCodeReader {

    private PromoCodeReader() {}

    /** @param plans the names of all plans of the file */
    static Optional<PromoCode> read(Section.Entry entry, Section section, Set<String> plans) {
        Names.check(entry, section.findings());
        section.allow(PromoCodeShape.class);
        Optional<PromoCode.Gain> gain = gain(section);
        PromoCode.Code code = code(entry, section);
        PromoCode.Bounds bounds = new PromoCode.Bounds(
                section.parsed("per_user", Notation::positive).orElse(1L),
                section.parsed("total", Notation::positive)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                until(section));
        checkPlans(section, "plans", plans);
        List<String> names = Names.someListed(section, "plans");
        List<String> firstPaymentOf = firstPaymentOf(section, plans);
        return gain.map(given -> new PromoCode(entry.key(), code, given, bounds, names, firstPaymentOf));
    }

    private static void checkPlans(Section section, String key, Set<String> plans) {
        section.list(key).stream().filter(plan -> !plans.contains(plan.key())).forEach(plan -> section.findings()
                .add(
                        plan.keyNode(),
                        "no plan of this file is called " + quoted(plan.key()) + "; "
                                + Section.instead(plan.key(), plans)));
    }

    private static List<String> firstPaymentOf(Section section, Set<String> plans) {
        section.entry("first_payment_of")
                .filter(entry -> !section.has("percent"))
                .ifPresent(entry -> section.findings()
                        .add(
                                entry.keyNode(),
                                "'first_payment_of' says off which plans 'percent' is taken; write percent: 10%, or"
                                        + " remove it"));
        checkPlans(section, "first_payment_of", plans);
        return Names.listed(section, "first_payment_of");
    }

    private static Optional<PromoCode.Gain> gain(Section section) {
        Optional<BigDecimal> off = section.parsed("percent", PromoCodeReader::off);
        Optional<Credits> credits = section.parsed("credits", PlanReader::credits);
        if (section.has("percent") == section.has("credits")) {
            section.findings()
                    .add(section.node(), "a promo code gives one of two things; write percent: 10% or credits: 50");
            return Optional.empty();
        }
        return off.isPresent() || credits.isPresent()
                ? Optional.of(new PromoCode.Gain(off, credits))
                : Optional.empty();
    }

    private static BigDecimal off(String text) {
        BigDecimal off = Notation.percent(text);
        if (off.signum() == 0 || off.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException(quoted(text) + " is no discount; write more than 0% and at most 100%");
        }
        return off;
    }

    private static PromoCode.Code code(Section.Entry entry, Section section) {
        Optional<String> variable = section.variable("code_env", "PROMO_CODE");
        Optional<String> text = section.parsed("code", PromoCodeReader::typed);
        if (section.has("code_env") && section.has("code")) {
            section.findings().add(section.node(), "'code' and 'code_env' both say the code; keep one of them");
        }
        return variable.map(name -> new PromoCode.Code(name, true))
                .orElseGet(() -> new PromoCode.Code(text.orElse(entry.key()), false));
    }

    private static String typed(String text) {
        if (!Form.NAME.fits(text)) {
            throw new IllegalArgumentException(quoted(text)
                    + " is hard to type; write letters, digits, '-', '_' and '.', at most 63, such as WELCOME10");
        }
        return text;
    }

    private static Optional<Instant> until(Section section) {
        Optional<Instant> until = section.parsed("until", Notation::instant);
        until.filter(section.findings().surroundings()::isPast).ifPresent(past -> section.findings()
                .warn(
                        section.entry("until").orElseThrow().value(),
                        "this promo code has ended; remove it, or write a later time"));
        return until;
    }
}
