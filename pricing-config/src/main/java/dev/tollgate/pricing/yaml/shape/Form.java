package dev.tollgate.pricing.yaml.shape;

import dev.tollgate.pricing.JsonPath;
import java.util.Locale;
import java.util.regex.Pattern;

/** How a single value is written. The patterns hold for the reader and, word for word, for the JSON Schema. */
public enum Form {
    /** Any words. */
    TEXT("(?=[\\s\\S]*\\S)[\\s\\S]+", Number.ANY, "some words"),
    /** A sentence or a few, for callers. */
    MESSAGE("(?=[\\s\\S]*\\S)[\\s\\S]{1,1000}", Number.ANY, "Slow down."),
    /** An amount of money or credits: never negative, below a billion. */
    AMOUNT("\\d{1,9}(\\.\\d{1,18})?", Number.DECIMAL, "2.50"),
    /** Such an amount above zero. */
    PRICE("(?=.*[1-9])\\d{1,9}(\\.\\d{1,18})?", Number.DECIMAL_ABOVE_ZERO, "0.10"),
    /** Money that is paid at once: above zero, in whole cents. */
    PAYMENT("(?=.*[1-9])\\d{1,9}(\\.\\d{1,2}0{0,16})?", Number.DECIMAL_ABOVE_ZERO, "20"),
    /** An amount of credits above zero, as fine as they are counted. */
    CREDITS("(?=.*[1-9])\\d{1,9}(\\.\\d{1,9}0{0,9})?", Number.DECIMAL_ABOVE_ZERO, "100"),
    /** A whole number. */
    COUNT("(\\d{1,12})([KM]?)", Number.WHOLE, "4096"),
    /** A whole number above zero. */
    POSITIVE("(?=.*[1-9])\\d{1,12}[KM]?", Number.WHOLE_ABOVE_ZERO, "50K"),
    PERCENT("(\\d{1,6}(?:\\.\\d{1,9})?)%", Number.NONE, "20%"),
    /** A percentage above zero, up to all of it. */
    DISCOUNT("(?=.*[1-9])(\\d{1,2}(\\.\\d{1,9})?|100(\\.0{1,9})?)%", Number.NONE, "10%"),
    /** At most so many in a minute. */
    PER_MINUTE("(?=.*[1-9].*/)(\\d{1,12}[KM]?)/min(?:ute)?", Number.NONE, "10/min"),
    /** At most so many in a month. */
    PER_MONTH("(?=.*[1-9].*/)(\\d{1,12}[KM]?)/month", Number.NONE, "2M/month"),
    /** A length of time. */
    DURATION("([1-9]\\d{0,5})(ms|s|m|h)", Number.NONE, "60s"),
    /** So many days. */
    DAYS("([1-9]\\d{0,3})d", Number.NONE, "30d"),
    /** The days of a trial: two years at most, as Stripe has it. */
    TRIAL("([1-9]|[1-9]\\d|[1-6]\\d\\d|7[0-2]\\d|730)d", Number.NONE, "14d"),
    /** What a quantity is rounded up to: a length of time in words, or a number of units. */
    STEP("(?=.*[1-9])\\d{1,9}( (seconds?|minutes?))?", Number.WHOLE_ABOVE_ZERO, "1 minute"),
    /** A point in time with its offset. */
    TIME(
            "(?!0000)(?:" + Days.OF_EVERY_YEAR + "|" + Days.OF_LEAP_YEARS + ")"
                    + "T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?"
                    + "(Z|[+-](0\\d|1[0-7]):[0-5]\\d|[+-]18:00)",
            Number.NONE,
            "2026-12-01T00:00:00Z"),
    /** An address without user, query and fragment; bounded, because matching a longer one takes too deep a stack. */
    URL(
            "(?=.{1,500}$)[Hh][Tt][Tt][Pp][Ss]?://" + Address.HOST + Address.PORT
                    + "(?:/([A-Za-z0-9/._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*)?",
            Number.NONE,
            "https://api.example.com"),
    /** The name of an environment variable. */
    VARIABLE("[A-Za-z_][A-Za-z0-9_]{0,127}", Number.FLAG, "OPENAI_API_KEY"),
    /** US dollars, or credits in words. */
    BONUS("\\d{1,9}(\\.\\d{1,18})?( credits)?", Number.DECIMAL, "20 credits"),
    /** What providers, services, packages, plans and promo codes may be called: fits into headers, addresses and logs. */
    NAME("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", Number.NOT_NEGATIVE_OR_FLAG, "starter"),
    /** Providers choose these: {@code models/gemini:free}, ARNs, {@code vendor/model@date}, and wildcards of them. */
    MODEL_NAME("[!#-\\[\\]-~]{1,256}", Number.ANY, "gpt-4o"),
    /** Such a name that is no wildcard. */
    ALIAS("[!#-)+-\\[\\]-~]{1,256}", Number.ANY, "gpt-4o"),
    /** The name of a header. */
    TOKEN("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", Number.ANY, "x-api-key"),
    /** The name of a header that carries a key: not one that the gateway writes. */
    KEY_HEADER("(?!(?:" + Headers.OWN + ")$)" + Headers.NAME, Number.ANY, "x-api-key"),
    /** The name of a header that is the same with every call: nor one that is there for a secret. */
    FIXED_HEADER("(?!(?:" + Headers.OWN + ")$)(?!.*(?:" + Headers.SECRET + "))" + Headers.NAME, Number.ANY, "x-title"),
    /** The value of a header. */
    HEADER_TEXT("(?=.*[!-~])[ -~]{1,1000}", Number.ANY, "Tollgate"),
    /** Two sides of a picture with its quality before them, or what holds for all others. */
    PICTURE("other|([a-z]{1,20}-)?\\d{1,5}x\\d{1,5}", Number.NONE, "1024x1024"),
    /** The key of a price tier: the number of input tokens that a request must pass. */
    ABOVE("tokens_above_(?=.*[1-9])\\d{1,12}[KM]?", Number.NONE, "tokens_above_200K"),
    /** Where a service's quantity is found. */
    QUANTITY("count|" + JsonPath.NOTATION, Number.NONE, "$.usage.seconds"),
    /** A path of an address; {@code **} stands for all below it. */
    ROUTE("/[A-Za-z0-9/._~*{}:@!$&'()+,;=%-]{0,255}", Number.NONE, "/v1/calls/**"),
    /** A path that an operation is called at, with {@code {model}} where the model's name stands. */
    OPERATION_PATH("(?=.{1,256}$)/(?:" + Address.OF_PATHS + "|\\{model\\})*", Number.NONE, "/v1/chat/completions"),
    /** Such a path that names no model. */
    PATH_OF_ALL_MODELS("(?=.{1,256}$)/(?:" + Address.OF_PATHS + ")*", Number.NONE, "/v1/responses"),
    /** A method of HTTP. */
    METHOD("GET|POST|PUT|PATCH|DELETE", Number.NONE, "POST"),
    /** A parameter of an address, or a field of a body. */
    PARAMETER("[A-Za-z0-9_.\\[\\]-]{1,100}", Number.ANY, "StatusCallback"),
    /** What stands at the end of an address, and is not sent to it. */
    FRAGMENT("#[A-Za-z0-9=&,._~-]{1,200}", Number.NONE, "#rc=5&rp=all"),
    /** A media type, or all of one kind. */
    MEDIA_TYPE("[a-z0-9.+-]{1,100}/(\\*|[a-z0-9.+-]{1,100})", Number.NONE, "audio/*"),
    /** A place in JSON. */
    PATH(JsonPath.NOTATION, Number.NONE, "$.usage.seconds"),
    /** A version of Azure's API. */
    API_VERSION("\\d{4}-\\d\\d-\\d\\d(-preview)?|preview", Number.NONE, "2024-10-21"),
    /** A field of a JSON object, or of one below it. */
    FIELD("[a-z][A-Za-z0-9_]{0,62}(\\.[a-z][A-Za-z0-9_]{0,62}){0,3}", Number.FLAG, "cost.total_cost"),
    /** A tier of service, other than the standard one. */
    TIER("(?!(standard|default|auto)$)[a-z][a-z0-9_-]{0,31}", Number.FLAG, "priority"),
    /** A percentage above zero. */
    SHARE("(?=.*[1-9])(\\d{1,6}(?:\\.\\d{1,9})?)%", Number.NONE, "50%"),
    /** A kind of token, by its whole name or the word that price lists use. */
    KIND(
            "input(_cached|_cache_write(_1h)?|_audio|_image)?|output(_reasoning|_audio|_image)?|cached|cache_write(_1h)?"
                    + "|reasoning|(audio|image)_(input|output)",
            Number.NONE,
            "cached"),
    /**
     * A file below the folder of the file that names it; {@code *} stands for any characters, three times at
     * most: matching more takes too long.
     */
    FILE("(?!/)(?!.*(^|/)\\.{0,2}/)(?!.*/\\.{1,2}$)(?!(.*\\*){4})[^\\\\\\s]{1,256}", Number.NONE, "models/*.yaml"),
    /** The version of the format. */
    VERSION("1", Number.WHOLE, "1"),
    /** HTTP's "payment required", or "too many requests". */
    SHORT_STATUS("402|429", Number.WHOLE, "429"),
    CURRENCY("USD", Number.NONE, "USD");

    /** Dates of the calendar. */
    private static final class Days {
        static final String OF_EVERY_YEAR = "\\d{4}-(?:02-(?:0[1-9]|1\\d|2[0-8])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)"
                + "|(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01]))";
        static final String OF_LEAP_YEARS =
                "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29";
    }

    /** Parts of addresses, as {@link java.net.URI} takes them. */
    private static final class Address {
        private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
        private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";
        private static final String IPV4 = "(?:" + BYTE + "\\.){3}" + BYTE;
        static final String HOST =
                "(?:(?:" + LABEL + "\\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.?|" + IPV4 + "|\\[" + ipv6() + "\\])";
        static final String PORT = "(?::0*(?:\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]))?";
        static final String OF_PATHS = "[A-Za-z0-9/._~:@!$&'()+,;=%-]";

        /** RFC 3986, 3.2.2: eight numbers of 16 bits, the last two maybe as IPv4; {@code ::} stands for one zero or more. */
        private static String ipv6() {
            String number = "[0-9A-Fa-f]{1,4}";
            String last = "(?:" + number + ":" + number + "|" + IPV4 + ")";
            StringBuilder all = new StringBuilder("(?:(?:" + number + ":){6}" + last);
            for (int left = 0; left <= 5; left++) {
                all.append('|').append(upTo(left, number)).append("::(?:" + number + ":){" + (5 - left) + "}" + last);
            }
            return all + "|" + upTo(6, number) + "::" + number + "|" + upTo(7, number) + "::)";
        }

        private static String upTo(int most, String number) {
            return most == 0 ? "" : "(?:(?:" + number + ":){0," + (most - 1) + "}" + number + ")?";
        }
    }

    /** Names of headers, in capital letters or small ones. */
    private static final class Headers {
        static final String NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}";

        /** Tollgate writes these itself: what is said in them must agree with the body and the key. */
        static final String OWN = anyCase("authorization|accept-encoding|connection|content-encoding|content-length"
                + "|content-type|host|transfer-encoding|upgrade");

        static final String SECRET = anyCase("key|token|secret|password|auth|cookie");

        /** Patterns of JSON Schema have no flag for it. */
        private static String anyCase(String words) {
            return Pattern.compile("[a-z]")
                    .matcher(words)
                    .replaceAll(letter -> "[" + letter.group().toUpperCase(Locale.ROOT) + letter.group() + "]");
        }
    }

    /** Which numbers and flags of YAML are such values too, when read as they are written; all others are texts. */
    public enum Number {
        NONE,
        FLAG,
        NOT_NEGATIVE_OR_FLAG,
        WHOLE,
        WHOLE_ABOVE_ZERO,
        DECIMAL,
        DECIMAL_ABOVE_ZERO,
        ANY
    }

    private final Pattern pattern;
    private final Number number;
    private final String example;

    Form(String pattern, Number number, String example) {
        this.pattern = Pattern.compile(pattern);
        this.number = number;
        this.example = example;
    }

    /** For the whole text; Java and JSON Schema read it alike. */
    public Pattern pattern() {
        return pattern;
    }

    public boolean fits(String text) {
        return pattern.matcher(text).matches();
    }

    public Number number() {
        return number;
    }

    /** A value in this form. */
    public String example() {
        return example;
    }
}
