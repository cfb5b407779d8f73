package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.yaml.shape.BookShape;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.Key;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is tried with the full files is tried with every key that a file can have. */
final class FullFileTest {

    private static final List<FullFile> FILES = FullFile.ALL;

    @ParameterizedTest
    @FieldSource("FILES")
    void it_can_be_used_as_it_stands(FullFile file) {
        assertThat(file.read().warnings()).isEmpty();
    }

    @Test
    void every_key_of_every_section_stands_in_one_of_them() {
        Map<Class<?>, Set<String>> written = new LinkedHashMap<>();
        walk(BookShape.class, FILES.stream().map(file -> file.values().root()).toList(), written);
        assertThat(written).as("sections, also those within sections").hasSizeGreaterThan(25);
        written.forEach((shape, keys) -> {
            assertThat(keys)
                    .as("keys of " + shape)
                    .containsAll(Keys.of(shape.asSubclass(Record.class)).words());
            forms(shape).forEach(form -> assertThat(keys).as("keys of " + shape).anyMatch(form::fits));
        });
    }

    /** Notes the keys that are written at these places, and goes on with the sections below them. */
    private static void walk(Class<?> shape, List<?> places, Map<Class<?>, Set<String>> written) {
        Set<String> keys = written.computeIfAbsent(shape, unseen -> new TreeSet<>());
        for (RecordComponent component : shape.getRecordComponents()) {
            List<Object> values = new ArrayList<>();
            for (Object place : places) {
                if (place instanceof Map<?, ?> section) {
                    section.forEach((key, value) -> {
                        if (means(component, key.toString())) {
                            keys.add(key.toString());
                            values.add(value);
                        }
                    });
                }
            }
            Class<?> below = content(component.getGenericType());
            if (below.isRecord()) {
                boolean named = component.getType() == Map.class && !component.isAnnotationPresent(Key.Each.class);
                walk(below, named ? inside(values) : items(values), written);
            }
        }
    }

    private static boolean means(RecordComponent component, String key) {
        Key.Each each = component.getAnnotation(Key.Each.class);
        return each == null ? Keys.name(component).equals(key) : each.value().fits(key);
    }

    private static List<Form> forms(Class<?> shape) {
        return Stream.of(shape.getRecordComponents())
                .map(component -> component.getAnnotation(Key.Each.class))
                .filter(Objects::nonNull)
                .map(Key.Each::value)
                .toList();
    }

    /** Of a list or a mapping, what is in it. */
    private static Class<?> content(Type type) {
        if (type instanceof ParameterizedType many) {
            Type[] arguments = many.getActualTypeArguments();
            return content(arguments[arguments.length - 1]);
        }
        return (Class<?>) type;
    }

    private static List<Object> inside(List<Object> mappings) {
        return mappings.stream()
                .flatMap(mapping -> ((Map<?, ?>) mapping).values().stream())
                .map(Objects::requireNonNull)
                .collect(Collectors.toList());
    }

    private static List<Object> items(List<Object> values) {
        return values.stream()
                .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
                .map(Objects::requireNonNull)
                .collect(Collectors.toList());
    }
}
