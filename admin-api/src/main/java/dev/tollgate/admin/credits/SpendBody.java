package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.Credits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;

/**
 * What an app asks to be spent.
 *
 * @param service what it is for, as the usage log shows it
 * @param tags the app's own labels; the reason is one of them
 * @param dryRun whether to tell only what would happen
 */
record SpendBody(Credits amount, String service, String idempotencyKey, Map<String, String> tags, boolean dryRun) {

    static final String[] FIELDS = {"amount", "service", "reason", "idempotencyKey", "tags", "dryRun"};

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 500;
    private static final int MOST_TAGS = 16;
    private static final String NO_SERVICE = "credits";

    static SpendBody read(Fields fields, HttpHeaders headers) {
        Map<String, String> tags = new TreeMap<>(fields.texts("tags", MOST_TAGS, LONGEST_NAME));
        fields.text("reason", LONGEST_REASON).ifPresent(reason -> {
            if (tags.putIfAbsent("reason", reason) != null) {
                throw Problem.badField("tags", "may not have 'reason' where the field 'reason' is given.");
            }
        });
        boolean dryRun = fields.flag("dryRun");
        return new SpendBody(
                Amounts.aboveZero("amount", fields.decimal("amount").orElse("")),
                fields.text("service", LONGEST_NAME)
                        .filter(name -> !name.isBlank())
                        .orElse(NO_SERVICE),
                dryRun ? "" : IdempotencyKey.of(fields, headers),
                tags,
                dryRun);
    }

    /** The same for every request that asks for the same, whatever the order of its fields. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((amount + "|" + service + "|" + tags).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
