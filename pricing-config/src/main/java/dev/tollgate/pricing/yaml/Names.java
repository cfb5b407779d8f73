package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.yaml.shape.Form;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

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

    static List<String> listed(Section section, String key) {
        return section.list(key).stream().map(Section.Entry::key).toList();
    }

    /** Tells of a list without items: they who write it mean none, and a list that is left out means all. */
    static List<String> someListed(Section section, String key) {
        section.entry(key)
                .filter(entry -> entry.value() instanceof SequenceNode list
                        && list.getValue().isEmpty())
                .ifPresent(entry -> section.findings()
                        .add(
                                entry.value(),
                                quoted(key) + " lists nothing; write some, or leave it out for all of them"));
        return listed(section, key);
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
