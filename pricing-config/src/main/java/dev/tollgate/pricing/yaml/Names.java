package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import java.util.regex.Pattern;

/** What providers, plans, packages and models may be called: names that fit into headers, addresses and log lines. */
final class Names {

    private static final Pattern OWN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    /** Providers choose these: {@code models/gemini:free}, ARNs, {@code vendor/model@date}, and wildcards of them. */
    private static final Pattern MODEL = Pattern.compile("[\\p{Graph}&&[^\"\\\\]]{1,256}");

    private Names() {}

    static void check(Section.Entry entry, Findings findings) {
        if (!OWN.matcher(entry.key()).matches()) {
            findings.add(
                    entry.keyNode(),
                    quoted(entry.key())
                            + " cannot be a name here; write letters, digits, '-', '_' and '.', at most 63");
        }
    }

    static boolean checkModel(Section.Entry entry, Findings findings) {
        boolean fits = MODEL.matcher(entry.key()).matches();
        if (!fits) {
            findings.add(
                    entry.keyNode(),
                    quoted(entry.key()) + " cannot be a model's name; write it without spaces, quotes and signs outside"
                            + " ASCII, at most 256");
        }
        return fits;
    }
}
