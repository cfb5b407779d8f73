package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * The caller's own labels of a call, for the usage log: {@code tollgate-tags: job=42,team=x}. Clients of LiteLLM send
 * {@code x-litellm-tags: batch,nightly}: labels without a value, and what is no label there is left out. Neither header goes
 * to a provider.
 */
final class CallerTags {

    private static final String OWN = "tollgate-tags";
    private static final String LITELLM = "x-litellm-tags";
    private static final int MOST = 16;

    private static final Pattern TAG = Pattern.compile(
            "\\s*([A-Za-z0-9_.:-]{1,64})\\s*=\\s*([\\x21-\\x7E&&[^,]](?:[\\x20-\\x7E&&[^,]]{0,253}[\\x21-\\x7E&&[^,]])?)\\s*");

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private CallerTags() {}

    static Decision<Map<String, String>> from(HttpHeaders headers) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : parts(headers, OWN)) {
            Matcher matcher = TAG.matcher(tag);
            if (!matcher.matches() || tags.size() == MOST || tags.put(matcher.group(1), matcher.group(2)) != null) {
                return Decision.deny(new Denial.Invalid(
                        DenialCode.INVALID_REQUEST,
                        "The header 'tollgate-tags' must be at most " + MOST
                                + " pairs such as job=42,team=x: each name once, of 1 to 64 letters, digits or ._:-, and"
                                + " values of 1 to 255 characters of ASCII without commas."));
            }
        }
        for (String tag : parts(headers, LITELLM)) {
            if (tags.size() < MOST && BARE.matcher(tag.strip()).matches()) {
                tags.putIfAbsent(tag.strip(), "");
            }
        }
        return Decision.pass(tags);
    }

    private static List<String> parts(HttpHeaders headers, String name) {
        List<String> lines = headers.getOrEmpty(name);
        return lines.isEmpty()
                ? List.of()
                : lines.stream()
                        .flatMap(line -> List.of(line.split(",", -1)).stream())
                        .filter(part -> !part.isBlank())
                        .toList();
    }
}
