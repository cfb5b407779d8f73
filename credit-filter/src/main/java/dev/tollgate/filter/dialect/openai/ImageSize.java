package dev.tollgate.filter.dialect.openai;

import java.util.regex.Pattern;

/** The name that the price of a picture has: {@code image:1024x1024}, {@code image:hd-1024x1024}. */
final class ImageSize {

    /** A picture whose size nobody tells; it costs as the dearest. */
    static final String UNKNOWN = "image";

    private static final Pattern SIZE = Pattern.compile("\\d{1,5}x\\d{1,5}");
    private static final Pattern QUALITY = Pattern.compile("[a-z]{1,20}");

    private ImageSize() {}

    /**
     * @param quality as asked for or answered; what OpenAI takes anyway ({@code standard}) has no part in the name
     * @return the unknown size if one of the two may be anything
     */
    static String unit(String size, String quality) {
        if (!SIZE.matcher(size).matches()
                || quality.equals("auto")
                || !QUALITY.matcher(quality).matches()) {
            return UNKNOWN;
        }
        return UNKNOWN + ':' + (quality.equals("standard") ? "" : quality + '-') + size;
    }
}
