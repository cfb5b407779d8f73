package dev.tollgate.app.database;

import dev.tollgate.app.StartupProblem;
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
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            FileChannel channel = FileChannel.open(
                    folder.resolve("gateway.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel) == null) {
                channel.close();
                throw new StartupProblem(
                        "The data folder " + folder + " is in use by another gateway. Stop that one, or"
                                + " choose another folder with --data=DIR.");
            }
            return new DataFolder(folder.toAbsolutePath(), channel);
        } catch (IOException failure) {
            throw new StartupProblem(
                    "The data folder " + folder + " cannot be written. Choose another one with --data=DIR.", failure);
        }
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

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException ignored) {
            // The lock goes with the process.
        }
    }
}
