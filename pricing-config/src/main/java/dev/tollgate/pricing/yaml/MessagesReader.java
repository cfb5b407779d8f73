package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Message;
import dev.tollgate.pricing.yaml.shape.MessagesShape;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code messages}. */
final class MessagesReader {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

    private static final int LONGEST = 1_000;

    private MessagesReader() {}

    static Map<Message, String> read(Section section) {
        section.allow(MessagesShape.class);
        Map<Message, String> messages = new EnumMap<>(Message.class);
        for (Message message : Message.values()) {
            section.parsed(message.name().toLowerCase(Locale.ROOT), MessagesReader::words)
                    .ifPresent(words -> messages.put(message, words));
        }
        return messages;
    }

    private static String words(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("is too long; write at most " + LONGEST + " characters");
        }
        for (Matcher placeholder = PLACEHOLDER.matcher(text); placeholder.find(); ) {
            String word = placeholder.group(1);
            if (!Message.PLACEHOLDERS.contains(word)) {
                throw new IllegalArgumentException("nothing is known as " + quoted("{" + word + "}") + "; "
                        + Section.instead(word, Message.PLACEHOLDERS));
            }
        }
        return text;
    }
}
