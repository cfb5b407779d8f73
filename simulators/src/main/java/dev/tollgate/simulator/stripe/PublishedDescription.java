package dev.tollgate.simulator.stripe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Stripe's OpenAPI description, as far as it says what parameters a call may have. It is not part of the project:
 * {@link #find()} looks for it. The file is large, so each path is parsed when it is first called.
 *
 * @see <a href="https://github.com/stripe/openapi">github.com/stripe/openapi</a>
 */
final class PublishedDescription {
    private static final Path FILE = Path.of("shared", "data", "stripe", "spec3-2023-09-12.yaml");

    private final Map<String, String> yamlByPath;
    private final Map<String, Map<?, ?>> parsed = new ConcurrentHashMap<>();

    private PublishedDescription(Map<String, String> yamlByPath) {
        this.yamlByPath = yamlByPath;
    }

    /** The description, if {@code shared/data/stripe} lies beside a folder above the working directory. */
    static Optional<PublishedDescription> find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(FILE))) {
                return Optional.of(read(at.resolve(FILE)));
            }
        }
        return Optional.empty();
    }

    private static PublishedDescription read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            Map<String, String> byPath = new HashMap<>();
            int start = -1;
            for (int i = lines.indexOf("paths:") + 1; i < lines.size(); i++) {
                String line = lines.get(i);
                boolean key = line.startsWith("  ") && !line.startsWith("   ");
                boolean end = !line.isEmpty() && !line.startsWith(" ");
                if (start >= 0 && (key || end)) {
                    byPath.put(path(lines.get(start)), String.join("\n", lines.subList(start + 1, i)));
                }
                if (end) {
                    break;
                }
                start = key ? i : start;
            }
            return new PublishedDescription(byPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(String keyLine) {
        return nameless(keyLine.strip().replace("'", "").replaceFirst(":$", ""));
    }

    private static String nameless(String path) {
        return path.replaceAll("\\{[^}]*}", "{}");
    }

    /** The schema of a call's parameters, an object; null if the description does not have the call. */
    @Nullable
    Map<?, ?> parameters(String method, String template) {
        String path = nameless(template);
        String yaml = yamlByPath.get(path);
        if (yaml == null) {
            return null;
        }
        Map<?, ?> operations = parsed.computeIfAbsent(path, unused -> parse(yaml));
        Object operation = operations.get(method.toLowerCase(Locale.ROOT));
        return operation instanceof Map<?, ?> found ? schema(found) : null;
    }

    private static Map<?, ?> parse(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        return (Map<?, ?>) new Load(settings).loadFromString(yaml);
    }

    /** Parameters of the query and of the body together. */
    private static Map<?, ?> schema(Map<?, ?> operation) {
        Map<Object, Object> properties = new HashMap<>();
        if (operation.get("parameters") instanceof List<?> list) {
            for (Object one : list) {
                if (one instanceof Map<?, ?> parameter && "query".equals(parameter.get("in"))) {
                    properties.put(String.valueOf(parameter.get("name")), parameter.get("schema"));
                }
            }
        }
        Object body = inside(operation, "requestBody", "content", "application/x-www-form-urlencoded", "schema");
        Object required = List.of();
        if (body instanceof Map<?, ?> schema) {
            if (schema.get("properties") instanceof Map<?, ?> more) {
                properties.putAll(more);
            }
            required = schema.containsKey("required") ? schema.get("required") : required;
        }
        return Map.of("type", "object", "properties", properties, "required", required);
    }

    private static @Nullable Object inside(Map<?, ?> map, String... names) {
        Object at = map;
        for (String name : names) {
            at = at instanceof Map<?, ?> found ? found.get(name) : null;
        }
        return at;
    }
}
