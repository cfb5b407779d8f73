package dev.tollgate.pricing.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a file, or the sentence that says why there is none. */
final class FileText {

    /** Far above any real price list, far below what would hurt. */
    static final int MAX_CHARACTERS = 8 * 1024 * 1024;

    private FileText() {}

    /** Why a file cannot be read, and what to do. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final String what;

        private Unreadable(String what) {
            super(what);
            this.what = what;
        }

        String what() {
            return what;
        }
    }

    static String of(Path file) throws Unreadable {
        try {
            if (Files.isDirectory(file)) {
                throw new Unreadable("this is a folder; name a pricing file, for example pricing.yaml");
            }
            byte[] bytes;
            try (InputStream stream = Files.newInputStream(file)) {
                bytes = stream.readNBytes(MAX_CHARACTERS + 1);
            }
            if (bytes.length > MAX_CHARACTERS) {
                throw new Unreadable("the file is larger than 8 MB; a price list is not, check its name");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException missing) {
            throw new Unreadable("there is no such file; check the path");
        } catch (CharacterCodingException notText) {
            throw new Unreadable("the file is not UTF-8 text; save it as UTF-8");
        } catch (IOException failure) {
            throw new Unreadable("the file cannot be read; check its permissions");
        }
    }
}
