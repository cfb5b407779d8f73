package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.MalformedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form with files ({@code multipart/form-data}, RFC 7578), read where it stands: a part knows where its content begins
 * and ends, and no file is copied or decoded. The boundary is that of the body's first line, and the provider is told the
 * same one, so that it finds the same parts. What parsers read in different ways is refused.
 */
public final class FormBody {

    private static final int MOST_PARTS = 100;
    private static final int LONGEST_HEAD = 4096;
    private static final int LONGEST_BOUNDARY = 70;

    /** Bytes of a field that is read as text. */
    private static final int LONGEST_TEXT = 1024;

    private static final Pattern BOUNDARY = Pattern.compile("[A-Za-z0-9'()+_,./:=?-]+");
    private static final Pattern DISPOSITION = Pattern.compile(
            "(?i)content-disposition:[ \\t]*form-data((?:[ \\t]*;[ \\t]*[a-z*]+=(?:\"[^\"]*\"|[^\\s;\"]+))*)[ \\t]*");
    private static final Pattern PARAMETER = Pattern.compile("([a-z*]+)=(?:\"([^\"]*)\"|([^\\s;\"]+))");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}(\\[[A-Za-z0-9_-]*\\])*");

    private final byte[] body;
    private final String boundary;
    private final List<Part> parts = new ArrayList<>();

    /**
     * One part.
     *
     * @param file whether it has a file name
     * @param from where its content begins
     * @param to where it ends
     */
    public record Part(String name, boolean file, int from, int to) {

        public int length() {
            return to - from;
        }
    }

    private FormBody(byte[] body) {
        this.body = body;
        this.boundary = boundaryOf(body);
        read();
    }

    /** @throws MalformedRequest if the body is no form, or one that could be read in several ways */
    public static FormBody read(byte[] body) {
        return new FormBody(body);
    }

    /** The media type to send it with. */
    public String contentType() {
        return "multipart/form-data; boundary=\"" + boundary + '"';
    }

    /** What stands before the content of a text that is put before all parts. */
    public String partBefore(String name) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n";
    }

    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The only part of this name. */
    public Optional<Part> part(String name) {
        List<Part> named =
                parts.stream().filter(part -> part.name().equals(name)).toList();
        if (named.size() > 1) {
            throw new MalformedRequest("The field '" + name + "' stands twice in the form. Send it once.");
        }
        return named.stream().findFirst();
    }

    /** The value of a short field. */
    public Optional<String> text(String name) {
        return part(name).map(part -> {
            if (part.file() || part.length() > LONGEST_TEXT) {
                throw new MalformedRequest("The field '" + name + "' must be a short text, without a file name.");
            }
            return new String(body, part.from(), part.length(), StandardCharsets.UTF_8);
        });
    }

    private static String boundaryOf(byte[] body) {
        int end = 0;
        while (end < body.length && end < LONGEST_BOUNDARY + 2 && body[end] != '\r') {
            end++;
        }
        String first = new String(body, 0, end, StandardCharsets.ISO_8859_1);
        boolean ends = end + 1 < body.length && body[end] == '\r' && body[end + 1] == '\n';
        if (!ends
                || !first.startsWith("--")
                || !BOUNDARY.matcher(first.substring(2)).matches()) {
            throw new MalformedRequest("The body must be a form (multipart/form-data) that begins with its boundary.");
        }
        return first.substring(2);
    }

    private void read() {
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        int position = delimiter.length - 2;
        while (!endsAt(position)) {
            if (parts.size() == MOST_PARTS) {
                throw new MalformedRequest("The form has more than " + MOST_PARTS + " parts.");
            }
            int head = afterLine(position);
            int content = afterHead(head);
            int end = indexOf(delimiter, content);
            if (end < 0) {
                throw cut();
            }
            parts.add(part(new String(body, head, content - head, StandardCharsets.UTF_8), content, end));
            position = end + delimiter.length;
        }
    }

    private boolean endsAt(int position) {
        return position + 1 < body.length && body[position] == '-' && body[position + 1] == '-';
    }

    private int afterLine(int position) {
        if (position + 1 < body.length && body[position] == '\r' && body[position + 1] == '\n') {
            return position + 2;
        }
        throw new MalformedRequest("The form is broken: something follows its boundary.");
    }

    private int afterHead(int from) {
        int most = Math.min(body.length - 3, from + LONGEST_HEAD);
        for (int i = from; i < most; i++) {
            if (body[i] == '\r' && body[i + 1] == '\n' && body[i + 2] == '\r' && body[i + 3] == '\n') {
                return i + 4;
            }
        }
        throw cut();
    }

    private int indexOf(byte[] wanted, int from) {
        for (int i = Math.max(0, from - 2); i <= body.length - wanted.length; i++) {
            if (body[i] == '\r' && Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return Math.max(i, from);
            }
        }
        return -1;
    }

    private static MalformedRequest cut() {
        return new MalformedRequest(
                "The form is broken: it ends in the middle of a part, or a part's head is too long.");
    }

    private static Part part(String head, int from, int to) {
        Part found = null;
        for (String line : head.split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-transfer-encoding:")
                    && !lower.endsWith("binary")
                    && !lower.endsWith("8bit")) {
                throw new MalformedRequest("A part of the form is encoded. Send it without Content-Transfer-Encoding.");
            }
            if (lower.startsWith("content-disposition:")) {
                if (found != null) {
                    throw new MalformedRequest("A part of the form has two names. Send it with one.");
                }
                found = disposition(line, from, to);
            }
        }
        if (found == null) {
            throw new MalformedRequest("A part of the form has no Content-Disposition with a name.");
        }
        return found;
    }

    private static Part disposition(String line, int from, int to) {
        Matcher disposition = DISPOSITION.matcher(line);
        String name = null;
        boolean file = false;
        if (disposition.matches()) {
            for (Matcher parameter = PARAMETER.matcher(disposition.group(1)); parameter.find(); ) {
                String key = parameter.group(1).toLowerCase(Locale.ROOT);
                if (key.equals("name") && name == null) {
                    name = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
                } else if (key.startsWith("filename")) {
                    file = true;
                } else {
                    name = "";
                }
            }
        }
        if (name == null || !NAME.matcher(name).matches()) {
            throw new MalformedRequest("A part of the form must have one plain name, such as name=\"model\".");
        }
        return new Part(name, file, from, to);
    }
}
