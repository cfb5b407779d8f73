package dev.tollgate.admin.account;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.DailyCredits;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** What a request says of an account that is to be made. */
public final class NewAccount {

    static final int LONGEST = 255;

    private static final Pattern EMAIL = Pattern.compile("[^@\\p{Z}\\p{C}]{1,64}@[^@\\p{Z}\\p{C}]{1,190}");

    private NewAccount() {}

    /** The field {@code email}. */
    public static String email(Fields fields) {
        return fields.text("email", LONGEST)
                .filter(NewAccount::isAddress)
                .orElseThrow(() -> Problem.badField("email", "must be an e-mail address."));
    }

    /** Whether somebody could be written to by it. Accounts without an address have names that end in .invalid. */
    public static boolean isAddress(String email) {
        return EMAIL.matcher(email).matches() && !email.toLowerCase(Locale.ROOT).endsWith(".invalid");
    }

    /** The field {@code timeZone}; UTC where it is left out. */
    public static ZoneId zone(Fields fields) {
        return zone(fields, "UTC");
    }

    /** The field {@code timeZone}, which must be there. */
    public static ZoneId givenZone(Fields fields) {
        return zone(fields, "");
    }

    /** Of a region only, such as Europe/Berlin: an offset does not know when its days change their length. */
    private static ZoneId zone(Fields fields, String otherwise) {
        String zone = fields.text("timeZone", LONGEST).orElse(otherwise);
        if (!DailyCredits.isNamed(zone)) {
            throw Problem.badField("timeZone", "must be the name of a time zone, such as \"Europe/Berlin\".");
        }
        return ZoneId.of(zone);
    }

    /** The answer for an address that has an account. */
    public static Problem taken(String email) {
        return new Problem(
                HttpStatus.CONFLICT,
                "email_taken",
                "There is an account with the e-mail address " + email
                        + " already, or there was one less than 30 days ago.");
    }
}
