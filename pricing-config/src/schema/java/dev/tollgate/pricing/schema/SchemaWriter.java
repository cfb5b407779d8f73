package dev.tollgate.pricing.schema;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomPropertyDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.tollgate.pricing.yaml.shape.BookShape;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.Key;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the JSON Schema of {@code pricing.yaml}, made from its shape. Part of the build and not of the program: it is
 * run once the shape is compiled, with the file to write as its argument.
 */
final class SchemaWriter {

    private static final String TITLE = "Prices of a Tollgate gateway (pricing.yaml)";

    private SchemaWriter() {}

    public static void main(String[] arguments) throws IOException {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS);
        config.forFields()
                .withIgnoreCheck(field -> annotation(field, Key.Each.class) != null)
                .withPropertyNameOverrideResolver(SchemaWriter::name)
                .withRequiredCheck(field -> key(field).required())
                .withCustomDefinitionProvider((field, context) -> new CustomPropertyDefinition(value(field, context)));
        config.forTypesInGeneral().withTypeAttributeOverride((node, scope, context) -> {
            rules(node, scope.getType().getErasedType());
            eachKey(node, scope.getType().getErasedType(), context);
        });
        ObjectNode schema = new SchemaGenerator(config.build()).generateSchema(BookShape.class);
        schema.put("title", TITLE);
        // One of the two may come from included files.
        ArrayNode needed = schema.putArray("anyOf");
        needed.addObject().putArray("required").add("include");
        ObjectNode whole = needed.addObject();
        whole.putArray("required").add("providers").add("models");
        whole.putObject("properties").putObject("providers").put("minProperties", 1);
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, schema.toPrettyString().replace("\r\n", "\n") + "\n");
    }

    private static <A extends java.lang.annotation.Annotation> A annotation(FieldScope field, Class<A> type) {
        return field.getRawMember().getAnnotation(type);
    }

    private static Key key(FieldScope field) {
        return annotation(field, Key.class);
    }

    private static String name(FieldScope field) {
        return key(field).named().isEmpty() ? snake(field.getDeclaredName()) : key(field).named();
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** The value of a key, with its description and what else may stand in its place. */
    private static ObjectNode value(FieldScope field, SchemaGenerationContext context) {
        ObjectNode value = value(field.getType(), key(field).as(), field.getRawMember(), context);
        Key.Or or = annotation(field, Key.Or.class);
        boolean mapping = field.getType().isInstanceOf(Map.class);
        if (or != null && !mapping) {
            value = either(context, scalar(or.value(), context), value);
        }
        if (key(field).needs().length > 0) {
            ObjectNode needs = object(context);
            ArrayNode all = needs.putArray("allOf");
            all.add(value);
            ArrayNode required = all.addObject().putArray("required");
            List.of(key(field).needs()).forEach(required::add);
            value = needs;
        }
        if (annotation(field, Key.OneOrMany.class) != null) {
            ResolvedType item = field.getType().getTypeParameters().get(0);
            value = either(context, value(item, key(field).as(), field.getRawMember(), context), value);
        }
        if (field.getType().getErasedType().isRecord() && value.isEmpty()) {
            // A reference has its own place, for what stands beside it is copied.
            ObjectNode reference = object(context);
            reference.putArray("allOf").add(value);
            value = reference;
        }
        return value.put("description", key(field).value());
    }

    private static ObjectNode value(ResolvedType type, Form form, Field field, SchemaGenerationContext context) {
        Class<?> erased = type.getErasedType();
        if (erased == String.class) {
            return scalar(form, context);
        }
        if (erased == boolean.class) {
            ObjectNode flag = object(context);
            flag.put("type", "boolean");
            ObjectNode text = object(context).put("type", "string");
            text.put("pattern", "^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$");
            return either(context, flag, text);
        }
        if (erased.isEnum()) {
            ObjectNode words = object(context);
            ArrayNode all = words.putArray("enum");
            for (Object word : erased.getEnumConstants()) {
                all.add(word.toString().toLowerCase(Locale.ROOT));
            }
            return words;
        }
        if (type.isInstanceOf(List.class)) {
            ObjectNode list = object(context).put("type", "array");
            if (field.isAnnotationPresent(Key.NotEmpty.class)) {
                list.put("minItems", 1);
            }
            if (field.isAnnotationPresent(Key.AtMost.class)) {
                list.put("maxItems", field.getAnnotation(Key.AtMost.class).value());
            }
            list.set("items", value(type.getTypeParameters().get(0), form, field, context));
            return list;
        }
        if (type.isInstanceOf(Map.class)) {
            return mapping(type.getTypeParameters().get(1), form, field, context);
        }
        return context.createStandardDefinitionReference(type, null);
    }

    private static ObjectNode mapping(ResolvedType type, Form form, Field field, SchemaGenerationContext context) {
        ObjectNode mapping = object(context).put("type", "object");
        Form names = field.getAnnotation(Key.Names.class).value();
        mapping.putObject("propertyNames").put("pattern", whole(names));
        ObjectNode value = value(type, form, field, context);
        Key.Or or = field.getAnnotation(Key.Or.class);
        mapping.set("additionalProperties", or == null ? value : either(context, scalar(or.value(), context), value));
        return mapping;
    }

    private static ObjectNode scalar(Form form, SchemaGenerationContext context) {
        ObjectNode text = object(context).put("type", "string").put("pattern", whole(form));
        ObjectNode number = object(context);
        switch (form.number()) {
            case NONE -> {
                return text;
            }
            case FLAG -> number.put("type", "boolean");
            case NOT_NEGATIVE_OR_FLAG -> number.put("minimum", 0).putArray("type").add("number").add("boolean");
            case WHOLE -> integer(number, form).put("minimum", 0);
            case WHOLE_ABOVE_ZERO -> integer(number, form).put("minimum", 1);
            case DECIMAL -> number.put("type", "number").put("minimum", 0).put("exclusiveMaximum", 1_000_000_000);
            case DECIMAL_ABOVE_ZERO -> number.put("type", "number")
                    .put("exclusiveMinimum", 0)
                    .put("exclusiveMaximum", 1_000_000_000);
            default -> number.putArray("type").add("number").add("boolean");
        }
        if (form == Form.VERSION || form == Form.SHORT_STATUS) {
            number.removeAll();
            ArrayNode numbers = number.putArray("enum");
            Stream.of(form.pattern().pattern().split("\\|")).map(Integer::valueOf).forEach(numbers::add);
        }
        return either(context, number, text);
    }

    /** As many digits as its text may have. */
    private static ObjectNode integer(ObjectNode number, Form form) {
        long most = form == Form.STEP ? 999_999_999 : 999_999_999_999L;
        return number.put("type", "integer").put("maximum", most);
    }

    private static ObjectNode either(SchemaGenerationContext context, ObjectNode one, ObjectNode other) {
        ObjectNode either = object(context);
        either.putArray("anyOf").add(one).add(other);
        return either;
    }

    private static ObjectNode object(SchemaGenerationContext context) {
        return context.getGeneratorConfig().createObjectNode();
    }

    private static String whole(Form form) {
        return "^(?:" + form.pattern().pattern() + ")$";
    }

    /** Keys that have a number in them. */
    private static void eachKey(ObjectNode node, Class<?> shape, SchemaGenerationContext context) {
        for (Field field : shape.isRecord() ? shape.getDeclaredFields() : new Field[0]) {
            Key.Each each = field.getAnnotation(Key.Each.class);
            if (each != null) {
                ResolvedType type = context.getTypeContext()
                        .resolve(field.getGenericType())
                        .getTypeParameters()
                        .get(1);
                node.putObject("patternProperties")
                        .set(whole(each.value()), value(type, field.getAnnotation(Key.class).as(), field, context)
                                .put("description", field.getAnnotation(Key.class).value()));
                if (!each.with().isEmpty()) {
                    ObjectNode rule = node.withArray("allOf").addObject();
                    rule.putObject("if").putObject("not").putArray("required").add(each.with());
                    rule.putObject("then").putObject("propertyNames").putObject("not").put("pattern", whole(each.value()));
                }
            }
        }
    }

    /** Which keys go together. */
    private static void rules(ObjectNode node, Class<?> shape) {
        if (shape.isRecord()) {
            node.put("additionalProperties", false);
        }
        Key.AnyOf anyOf = shape.getAnnotation(Key.AnyOf.class);
        if (anyOf != null) {
            choices(node.putArray("anyOf"), anyOf.value());
        }
        Key.OneOf oneOf = shape.getAnnotation(Key.OneOf.class);
        if (oneOf != null) {
            choices(node.putArray("oneOf"), oneOf.value());
        }
        Key.Together together = shape.getAnnotation(Key.Together.class);
        if (together != null) {
            ObjectNode needs = node.putObject("dependentRequired");
            for (String key : together.value()) {
                ArrayNode others = needs.putArray(key);
                Stream.of(together.value()).filter(other -> !other.equals(key)).forEach(others::add);
            }
        }
        for (Key.Apart apart : shape.getAnnotationsByType(Key.Apart.class)) {
            ArrayNode both = node.withArray("allOf").addObject().putObject("not").putArray("required");
            Stream.of(apart.value()).forEach(both::add);
        }
        for (Key.When when : shape.getAnnotationsByType(Key.When.class)) {
            for (String key : when.key()) {
                ObjectNode rule = node.withArray("allOf").addObject();
                condition(rule.putObject("if"), key, when);
                ArrayNode all = rule.putObject("then").putArray("allOf");
                Stream.of(when.needs()).forEach(other -> present(all.addObject(), other));
                Stream.of(when.without()).forEach(other -> present(all.addObject().putObject("not"), other));
            }
        }
        Key.Alone alone = shape.getAnnotation(Key.Alone.class);
        if (alone != null) {
            ObjectNode set = node.putObject("if");
            isTrue(set.putObject("properties").putObject(alone.value()));
            set.putArray("required").add(alone.value());
            node.putObject("then").put("maxProperties", 1);
            if (node.has("required")) {
                node.putObject("else").set("required", node.remove("required"));
            }
        }
    }

    /** That a key is there, at its place below, with one of these values if there are any. */
    private static void present(ObjectNode rule, String key, String... values) {
        int dot = key.indexOf('.');
        String first = dot < 0 ? key : key.substring(0, dot);
        rule.putArray("required").add(first);
        if (dot > 0) {
            ObjectNode below = rule.putObject("properties").putObject(first).put("type", "object");
            present(below, key.substring(dot + 1), values);
        } else if (List.of(values).equals(List.of("true"))) {
            isTrue(rule.putObject("properties").putObject(first));
        } else if (values.length > 0) {
            ArrayNode each = rule.putObject("properties").putObject(first).putArray("enum");
            Stream.of(values).forEach(each::add);
        }
    }

    /** As YAML and the reader know it. */
    private static void isTrue(ObjectNode flag) {
        ArrayNode either = flag.putArray("anyOf");
        either.addObject().put("const", true);
        either.addObject().put("type", "string").put("pattern", "^[Tt][Rr][Uu][Ee]$");
    }

    private static void condition(ObjectNode rule, String key, Key.When when) {
        present(rule, key, when.is());
        if (when.single()) {
            rule.withObjectProperty("properties").putObject(key).putObject("not").put("type", "object");
        }
        for (String other : when.absent()) {
            present(rule.withArray("allOf").addObject().putObject("not"), other);
        }
    }

    private static void choices(ArrayNode choices, String[] keys) {
        for (String key : keys) {
            choices.addObject().putArray("required").add(key);
        }
    }
}
