package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./tollgate}, in a folder of its own: when it builds, what it starts, and what it says if it cannot. */
final class LauncherScriptTest {

    private static final String JAR = "gateway-app/target/gateway-app-0.1.0-SNAPSHOT-exec.jar";

    private Path folder;
    private Path script;

    /** Stands in the place of the program. */
    static final class Echo {
        public static void main(String[] arguments) {
            System.out.println("started with " + List.of(arguments));
        }
    }

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void copyTheScript(@TempDir Path given) throws IOException {
        assumeTrue(Files.exists(Path.of("/bin/sh")), "no shell runs the script here");
        folder = Files.createDirectories(given.resolve("a folder"));
        script = Files.copy(Path.of("..", "tollgate"), folder.resolve("tollgate"));
        Files.createDirectories(folder.resolve(JAR).getParent());
        writeProgram(folder.resolve("made.jar"));
    }

    private static void writeProgram(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Echo.class.getName());
        String name = Echo.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(name));
            out.write(Files.readAllBytes(Path.of("target", "test-classes").resolve(name)));
        }
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Ended runWith(String javaHome, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the script did not end: " + Files.readString(folder.resolve("err")));
        }
        return new Ended(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private Ended run(String... arguments) throws Exception {
        return runWith(System.getProperty("java.home"), arguments);
    }

    @Test
    void builds_where_there_is_no_program_and_passes_all_options_on() throws Exception {
        program(
                "mvnw",
                "cp \"" + folder.resolve("made.jar") + "\" \"" + folder.resolve(JAR) + "\"; echo built >> \""
                        + folder.resolve("builds") + "\"");
        Ended first = run("--port=8080", "--data=a b");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("started with [--port=8080, --data=a b]\n");
        assertThat(first.err()).startsWith("Building Tollgate");

        assertThat(run("serve").out()).isEqualTo("started with [serve]\n");
        assertThat(folder.resolve("builds")).as("built once").hasContent("built");
    }

    @Test
    void says_that_it_could_not_be_built() throws Exception {
        program("mvnw", "echo a mistake >&2; exit 1");
        Ended ended = run();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("a mistake")
                .endsWith("Tollgate could not be built; the lines above tell why.\n");
    }

    @Test
    void says_which_java_it_needs() throws Exception {
        Files.createDirectories(folder.resolve("old/bin"));
        program("old/bin/java", "echo '    java.specification.version = 11' >&2");
        Ended old = runWith(folder.resolve("old").toString());
        assertThat(old.code()).isEqualTo(1);
        assertThat(old.err()).startsWith("Tollgate needs Java 17 or newer, ").contains(" is Java 11: ");
        Ended none = runWith(folder.resolve("none").toString());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).startsWith("Tollgate needs Java 17 or newer: install a JDK");
    }
}
