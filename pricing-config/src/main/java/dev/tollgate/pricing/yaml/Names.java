package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.yaml.shape.Form;

/** What providers, plans, packages and models may be called: names that fit into headers, addresses and log lines. */
final class Names {

    private Names() {}

    static void check(Section.Entry entry, Findings findings) {
        if (!Form.NAME.fits(entry.key())) {
            findings.add(
                    entry.keyNode(),
                    quoted(entry.key())
                            + " cannot be a name here; write letters, digits, '-', '_' and '.', at most 63");
        }
    }

    static boolean checkModel(Section.Entry entry, Findings findings) {
        boolean fits = Form.MODEL_NAME.fits(entry.key());
        if (!fits) {
            findings.add(
                    entry.keyNode(),
                    quoted(entry.key()) + " cannot be a model's name; write it without spaces, quotes and signs outside"
                            + " ASCII, at most 256");
        }
        return fits;
    }
}
