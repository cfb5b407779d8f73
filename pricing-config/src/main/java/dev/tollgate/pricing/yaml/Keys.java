package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.Key;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys that a section may have, as its shape says. */
final class Keys {

    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

    /** Looked up for each entry of the file; worked out once. */
    private static final ClassValue<Keys> KNOWN = new ClassValue<>() {
        @Override
        protected Keys computeValue(Class<?> shape) {
            return new Keys(shape);
        }
    };

    private final Set<String> words = new LinkedHashSet<>();
    private final List<Form> forms = new ArrayList<>();

    private Keys(Class<?> shape) {
        for (RecordComponent component : shape.getRecordComponents()) {
            Key.Each each = component.getAnnotation(Key.Each.class);
            if (each == null) {
                words.add(name(component));
            } else {
                forms.add(each.value());
            }
        }
    }

    static Keys of(Class<? extends Record> shape) {
        return KNOWN.get(shape);
    }

    /** What the file calls it. */
    static String name(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        return key == null || key.named().isEmpty()
                ? CAPITAL.matcher(component.getName()).replaceAll("_$1").toLowerCase(Locale.ROOT)
                : key.named();
    }

    boolean allow(String key) {
        return words.contains(key) || forms.stream().anyMatch(form -> form.fits(key));
    }

    /** The keys that are one word. */
    Set<String> words() {
        return Collections.unmodifiableSet(words);
    }

    /** What may be written instead of a wrong key; an example for those with a number. */
    Set<String> examples() {
        Set<String> examples = new LinkedHashSet<>(words);
        forms.forEach(form -> examples.add(form.example()));
        return examples;
    }
}
