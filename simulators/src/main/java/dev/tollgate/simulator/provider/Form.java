package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A form with files as the JSON that the wire formats read: its texts, and of each file {@code NAME_bytes}. */
final class Form {
    private static final Pattern NAME = Pattern.compile("name=\"([^\"]*)\"");

    private Form() {}

    static boolean is(byte[] body) {
        return body.length > 2 && body[0] == '-' && body[1] == '-';
    }

    static JsonNode read(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String boundary = text.substring(0, Math.max(2, text.indexOf("\r\n")));
        ObjectNode form = Json.object();
        for (String part : ("\r\n" + text).split(Pattern.quote("\r\n" + boundary), -1)) {
            int head = part.indexOf("\r\n\r\n");
            Matcher name = NAME.matcher(part);
            if (head < 0 || !name.find() || name.start() > head) {
                continue;
            }
            String content = part.substring(head + 4);
            // Some clients send bytes without a file name.
            if (part.substring(0, head).contains("filename=") || name.group(1).equals("file")) {
                form.put(name.group(1) + "_bytes", content.length());
            } else if (content.equals("true") || content.equals("false")) {
                form.put(name.group(1), content.equals("true"));
            } else {
                form.put(name.group(1), content);
            }
        }
        return form;
    }
}
