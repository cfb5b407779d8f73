package dev.tollgate.simulator.recording;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A set of recordings, read once from a folder with an {@code index.json}. The folder of public recordings is not part
 * of the project: {@link #find()} looks for it, {@link #own()} is always there.
 */
public final class Recordings {
    private static final Path FOLDER = Path.of("shared", "data", "provider-streams");

    private final List<Recording> all;

    private Recordings(List<Recording> all) {
        this.all = List.copyOf(all);
    }

    /** The public recordings, if {@code shared/data/provider-streams} lies beside a folder above the working directory. */
    public static Optional<Recordings> find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(FOLDER).resolve("index.json"))) {
                return Optional.of(in(at.resolve(FOLDER)));
            }
        }
        return Optional.empty();
    }

    /** The recordings of a folder, in the order of its {@code index.json}. */
    public static Recordings in(Path folder) {
        return read(file -> Files.newInputStream(folder.resolve(file)));
    }

    /** The project's own transcripts, written by hand from the documented formats. */
    public static Recordings own() {
        return read(Recordings::transcript);
    }

    /** Every recording, in the order of the index. */
    public List<Recording> all() {
        return all;
    }

    /** The recordings of one API, such as {@code openai.chat} or {@code anthropic.messages}. */
    public List<Recording> ofApi(String api) {
        return all.stream().filter(recording -> recording.api().equals(api)).toList();
    }

    /**
     * The recording with this file name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Recording get(String file) {
        return all.stream()
                .filter(recording -> recording.file().equals(file))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no recording '" + file + "'. The index.json of the folder lists those there are."));
    }

    private static Recordings read(Source source) {
        JsonNode index = JsonMapper.builder().build().readTree(bytes(source, "index.json"));
        return new Recordings(StreamSupport.stream(index.spliterator(), false)
                .map(entry ->
                        new Recording(entry, bytes(source, entry.path("file").asString(""))))
                .toList());
    }

    private static byte[] bytes(Source source, String file) {
        try (InputStream in = source.open(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The recording '" + file + "' cannot be read. Is the folder complete?", e);
        }
    }

    private static InputStream transcript(String file) throws IOException {
        InputStream in = Recordings.class.getResourceAsStream("transcripts/" + file);
        if (in == null) {
            throw new FileNotFoundException("transcripts/" + file);
        }
        return in;
    }

    @FunctionalInterface
    private interface Source {
        InputStream open(String file) throws IOException;
    }
}
