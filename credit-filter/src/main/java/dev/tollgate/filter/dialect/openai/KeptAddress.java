package dev.tollgate.filter.dialect.openai;

import java.util.Set;
import java.util.regex.Pattern;

/** Texts that name a kept object by their beginning, or by the address that they are. */
final class KeptAddress {

    /** DashScope puts the file of this id in the text's place. */
    private static final String FILE = "fileid://";

    /** Google finds files at its own address by the key that the request comes with. */
    private static final Pattern GOOGLES =
            Pattern.compile("generativelanguage\\.googleapis\\.com", Pattern.CASE_INSENSITIVE);

    private static final Set<String> ADDRESSES = Set.of("image_url", "file_url", "video_url", "audio_url");

    private KeptAddress() {}

    /** Most texts need not be looked at. */
    static boolean mayBeAt(String path, String key) {
        return switch (key) {
            case "url" -> ADDRESSES.contains(path.substring(path.lastIndexOf('.') + 1));
            case "content" -> path.equals("messages");
            case "text" -> path.equals("messages.content");
            default -> ADDRESSES.contains(key);
        };
    }

    static boolean isKept(String key, String text) {
        if (key.equals("content") || key.equals("text")) {
            return text.stripLeading().regionMatches(true, 0, FILE, 0, FILE.length());
        }
        return !text.startsWith("data:") && GOOGLES.matcher(text).find();
    }
}
