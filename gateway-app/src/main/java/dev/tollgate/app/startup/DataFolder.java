package dev.tollgate.app.startup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder with all that a gateway keeps. It belongs to one running gateway at a time; the lock goes with the process. */
public final class DataFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws StartupProblem if the folder cannot be used, or another gateway uses it */
    public static DataFolder open(Path folder) {
        try {
            create(folder);
            FileChannel channel = FileChannel.open(
                    folder.resolve("gateway.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel) == null) {
                channel.close();
                throw new StartupProblem(
                        "The data folder " + folder + " is in use by another gateway. Stop that one, or"
                                + " choose another folder with --data=DIR.");
            }
            return new DataFolder(folder.toRealPath(), channel);
        } catch (IOException failure) {
            throw new StartupProblem(
                    "The data folder " + folder + " cannot be written. Choose another one with --data=DIR.", failure);
        }
    }

    /** A folder that is there already keeps its mode: it may be shared, and what is secret in it has a mode of its own. */
    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    public Path resolve(String name) {
        return folder.resolve(name);
    }

    /** A folder in it that only its owner can enter, whatever the mode of this one. */
    public Path privately(String name) throws IOException {
        Path inner = folder.resolve(name);
        create(inner);
        return inner;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException ignored) {
            // The lock goes with the process.
        }
    }
}
