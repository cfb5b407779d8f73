package dev.tollgate.filter.dialect.catalog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recorded answer of a provider, in the bytes of its wire, with the counts that its index expects. */
record Recorded(String file, String api, boolean stream, byte[] wire, JsonNode entry) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All recordings of the APIs that the dialects read; empty if the shared data is not on this machine. */
    static List<Recorded> all() {
        return folder().map(Recorded::in).orElseGet(List::of);
    }

    JsonNode expected() {
        return entry.path("expected");
    }

    String contentType() {
        return stream && !file.endsWith(".json") ? "text/event-stream; charset=utf-8" : "application/json";
    }

    /** The path whose answers these are; empty for an API without a dialect. */
    Optional<String> path() {
        return switch (api) {
            case "openai.chat", "openrouter.chat", "deepseek.chat", "xai.chat", "perplexity.chat" -> Optional.of(
                    "/v1/chat/completions");
            case "openai.completions" -> Optional.of("/v1/completions");
            case "openai.images" -> Optional.of("/v1/images/generations");
            case "openai.transcription", "mistral.transcription" -> Optional.of("/v1/audio/transcriptions");
            case "openai.responses", "openrouter.responses" -> Optional.of("/v1/responses");
            case "openai.embeddings" -> Optional.of("/v1/embeddings");
            case "anthropic.messages" -> Optional.of("/v1/messages");
            case "cohere.chat" -> Optional.of("/v2/chat");
            case "gemini.generate" -> Optional.of("/v1beta/models/some-model:"
                    + (!stream
                            ? "generateContent"
                            : file.endsWith(".json") ? "streamGenerateContent" : "streamGenerateContent?alt=sse"));
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return file;
    }

    private static Optional<Path> folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/data/provider-streams");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static List<Recorded> in(Path folder) {
        try {
            List<Recorded> recordings = new ArrayList<>();
            for (JsonNode entry : JSON.readTree(Files.readAllBytes(folder.resolve("index.json")))) {
                String file = entry.path("file").asString();
                String api = entry.path("api").asString();
                byte[] stored = Files.readAllBytes(folder.resolve(file));
                byte[] wire = file.endsWith(".chunks.txt") ? framed(stored, api) : stored;
                recordings.add(new Recorded(file, api, entry.path("stream").asBoolean(), wire, entry));
            }
            return recordings.stream()
                    .filter(recording -> recording.path().isPresent())
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] framed(byte[] stored, String api) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        boolean gemini = api.startsWith("gemini.");
        boolean named = api.startsWith("cohere.") || !api.endsWith("chat") && !api.endsWith("completions") && !gemini;
        new String(stored, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    String event =
                            named ? "event: " + JSON.readTree(line).path("type").asString() + "\n" : "";
                    wire.writeBytes((event + "data: " + line + "\n\n").getBytes(StandardCharsets.UTF_8));
                });
        if (!named && !gemini) {
            wire.writeBytes("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        }
        return wire.toByteArray();
    }
}
