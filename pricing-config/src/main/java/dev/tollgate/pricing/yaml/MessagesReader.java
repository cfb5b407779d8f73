package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Message;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.MessagesShape;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code messages}. */
final class MessagesReader {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

    private MessagesReader() {}

    static Map<Message, String> read(Section section) {
        section.allow(MessagesShape.class);
        Map<Message, String> messages = new EnumMap<>(Message.class);
        for (Message message : Message.values()) {
            section.parsed(message.name().toLowerCase(Locale.ROOT), text -> words(message, text))
                    .ifPresent(words -> messages.put(message, words));
        }
        return messages;
    }

    private static String words(Message message, String text) {
        if (!Form.MESSAGE.fits(text)) {
            throw new IllegalArgumentException("this is too long; write at most 1000 characters");
        }
        for (Matcher placeholder = PLACEHOLDER.matcher(text); placeholder.find(); ) {
            String word = placeholder.group(1);
            if (!message.placeholders().contains(word)) {
                throw new IllegalArgumentException("nothing is known as " + quoted("{" + word + "}") + " here; "
                        + Section.instead(word, message.placeholders()));
            }
        }
        return text;
    }
}
