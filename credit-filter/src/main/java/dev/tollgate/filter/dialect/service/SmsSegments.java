package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.MalformedRequest;

/**
 * How many segments a text makes as a text message, each of which carriers bill. A text of the GSM 7-bit alphabet (3GPP TS
 * 23.038) has 160 places in one segment and 153 in each of several; any other one is UCS-2, with 70 and 67. What takes two
 * places (the signs of the extension table, and of UCS-2 those beyond 65,535) is not cut in two.
 */
final class SmsSegments {

    private static final int GSM_ALONE = 160;
    private static final int GSM_OF_SEVERAL = 153;
    /** The parts of a message are numbered by one octet (3GPP TS 23.040). */
    private static final int MOST_SEGMENTS = 255;

    private static final int UCS_ALONE = 70;
    private static final int UCS_OF_SEVERAL = 67;

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String EXTENDED = "\f^{}\\[~]|€";

    private SmsSegments() {}

    /**
     * At least one: an empty message is one too.
     *
     * @throws MalformedRequest if no message can be so long
     */
    static long of(String text) {
        if (text.length() > MOST_SEGMENTS * GSM_OF_SEVERAL) {
            throw new MalformedRequest("The text is longer than a text message can be: " + MOST_SEGMENTS
                    + " segments. Send several messages.");
        }
        boolean gsm = text.codePoints().allMatch(sign -> places(sign, true) > 0);
        return gsm ? count(text, true, GSM_ALONE, GSM_OF_SEVERAL) : count(text, false, UCS_ALONE, UCS_OF_SEVERAL);
    }

    private static long count(String text, boolean gsm, int alone, int ofSeveral) {
        if (text.codePoints().mapToLong(sign -> places(sign, gsm)).sum() <= alone) {
            return 1;
        }
        long segments = 1;
        int taken = 0;
        for (int sign : text.codePoints().toArray()) {
            int places = places(sign, gsm);
            if (taken + places > ofSeveral) {
                segments++;
                taken = 0;
            }
            taken += places;
        }
        return segments;
    }

    /** How many places a sign takes; 0 if the alphabet does not have it. */
    private static int places(int sign, boolean gsm) {
        if (!gsm) {
            return Character.charCount(sign);
        }
        if (BASIC.indexOf(sign) >= 0) {
            return 1;
        }
        return EXTENDED.indexOf(sign) >= 0 ? 2 : 0;
    }
}
