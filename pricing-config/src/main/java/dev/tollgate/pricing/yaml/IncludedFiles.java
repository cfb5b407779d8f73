package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.yaml.shape.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files that a pricing file may include: those below its folder, and no others, wherever links may lead. Hidden
 * files and folders are passed over; mounted ConfigMaps keep second copies of all files in some.
 */
final class IncludedFiles implements Included {

    /** More is a mistake in the pattern. */
    private static final int MOST = 1_000;

    private static final int DEEPEST = 16;

    private final Path file;
    private final Path folder;

    IncludedFiles(Path file) {
        this.file = file;
        this.folder = Objects.requireNonNullElse(file.getParent(), Path.of(""));
    }

    @Override
    public List<Found> matching(String pattern) {
        List<Found> found = isPattern(pattern)
                ? search(names(pattern))
                : Stream.of(found(folder.resolve(pattern))).filter(this::isFile).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no file below this one's folder fits " + quoted(pattern) + "; check the name");
        }
        if (found.size() > MOST) {
            throw new IllegalArgumentException(
                    "more than " + MOST + " files fit " + quoted(pattern) + "; write a narrower pattern");
        }
        found.forEach(this::requireInside);
        return found;
    }

    private static boolean isPattern(String pattern) {
        return pattern.matches(".*[*?{\\[].*");
    }

    /** Which names a pattern means; a name means itself. */
    static Predicate<String> names(String pattern) {
        if (!isPattern(pattern)) {
            return pattern::equals;
        }
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return name -> matcher.matches(Path.of(name));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(quoted(pattern) + " is not a pattern; write models/*.yaml", wrong);
        }
    }

    private List<Found> search(Predicate<String> names) {
        try (Stream<Path> paths = Files.find(folder, DEEPEST, (path, attributes) -> !attributes.isDirectory())) {
            return paths.map(this::found)
                    .filter(found -> !isHidden(found) && names.test(found.name()))
                    .filter(this::isFile)
                    .filter(found -> !isTheFileItself(path(found)))
                    .limit(MOST + 1L)
                    .sorted(Comparator.comparing(Found::name))
                    .toList();
        } catch (IOException | UncheckedIOException failure) {
            throw new IllegalArgumentException("the folder cannot be read; check its permissions", failure);
        }
    }

    private Found found(Path path) {
        return new Found(
                folder.relativize(path).normalize().toString().replace('\\', '/'),
                path.normalize().toString());
    }

    private static Path path(Found found) {
        return Path.of(found.shown());
    }

    @Override
    public String text(Found found) throws FileText.Unreadable {
        return FileText.of(path(found));
    }

    private boolean isFile(Found found) {
        return Files.isRegularFile(path(found));
    }

    private static boolean isHidden(Found found) {
        return Stream.of(found.name().split("/")).anyMatch(part -> part.startsWith("."));
    }

    private boolean isTheFileItself(Path other) {
        try {
            return Files.isSameFile(file, other);
        } catch (IOException gone) {
            return false;
        }
    }

    private void requireInside(Found found) {
        if (!Form.FILE.fits(found.name())) {
            throw new IllegalArgumentException(
                    quoted(found.name()) + " cannot be included; give it a name without spaces, such as openai.yaml");
        }
        try {
            Path root = folder.resolve(".").toRealPath();
            if (!path(found).toRealPath().startsWith(root)) {
                throw new IllegalArgumentException(
                        quoted(found.name()) + " lies outside of this file's folder; copy it there");
            }
        } catch (IOException failure) {
            throw new IllegalArgumentException(
                    quoted(found.name()) + " cannot be read; check its permissions", failure);
        }
    }
}
