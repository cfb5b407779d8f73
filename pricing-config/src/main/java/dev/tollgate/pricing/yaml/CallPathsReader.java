package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.CallPaths;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.ProviderShape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads where one of {@code providers} is called otherwise than at the usual paths. */
final class CallPathsReader {

    private CallPathsReader() {}

    static CallPaths read(Section provider) {
        return new CallPaths(
                provider.section("paths").map(CallPathsReader::paths).orElse(Map.of()),
                provider.section("deployments")
                        .map(CallPathsReader::deployments)
                        .orElse(Map.of()),
                provider.parsed("api_version", CallPathsReader::version));
    }

    private static Map<String, String> paths(Section section) {
        section.allow(ProviderShape.Paths.class);
        Map<String, String> paths = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            section.parsed(entry, text -> path(entry.key(), text)).ifPresent(path -> paths.put(entry.key(), path));
        }
        return paths;
    }

    private static String path(String operation, String text) {
        if (!Form.OPERATION_PATH.fits(text)) {
            throw new IllegalArgumentException(quoted(text)
                    + " is not a path that can be called; write /chat/completions, with {model} where the model's name"
                    + " stands");
        }
        if (operation.equals("responses") && !Form.PATH_OF_ALL_MODELS.fits(text)) {
            // A response is asked for again by its id alone.
            throw new IllegalArgumentException(
                    "responses are called without the model's name in the path; write /openai/v1/responses");
        }
        return text;
    }

    private static Map<String, String> deployments(Section section) {
        Map<String, String> deployments = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            if (!Form.MODEL_NAME.fits(entry.key())) {
                section.findings().add(entry.keyNode(), quoted(entry.key()) + " is not a model's name; write gpt-4o");
            }
            section.parsed(entry, CallPathsReader::name).ifPresent(name -> deployments.put(entry.key(), name));
        }
        return deployments;
    }

    private static String name(String text) {
        if (!Form.MODEL_NAME.fits(text)) {
            throw new IllegalArgumentException(quoted(text) + " is not a deployment's name; write my-gpt-4o");
        }
        return text;
    }

    private static String version(String text) {
        if (!Form.API_VERSION.fits(text)) {
            throw new IllegalArgumentException(quoted(text) + " is not a version of an API; write 2024-10-21");
        }
        return text;
    }
}
