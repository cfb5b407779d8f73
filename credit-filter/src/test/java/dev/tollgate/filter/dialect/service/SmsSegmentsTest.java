package dev.tollgate.filter.dialect.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lengths as carriers count them. */
final class SmsSegmentsTest {

    @Test
    void the_gsm_alphabet_has_160_places_or_153_in_each_of_several() {
        assertThat(SmsSegments.of("")).isEqualTo(1);
        assertThat(SmsSegments.of("a".repeat(160))).isEqualTo(1);
        assertThat(SmsSegments.of("a".repeat(161))).isEqualTo(2);
        assertThat(SmsSegments.of("a".repeat(306))).isEqualTo(2);
        assertThat(SmsSegments.of("a".repeat(307))).isEqualTo(3);
        assertThat(SmsSegments.of("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ¤¡ÄÖÑÜ§¿äöñüà\n\r".repeat(3)))
                .isEqualTo(1);
    }

    @Test
    void signs_of_the_extension_table_take_two_places_and_are_not_cut() {
        assertThat(SmsSegments.of("€".repeat(80))).isEqualTo(1);
        assertThat(SmsSegments.of("€".repeat(81))).isEqualTo(2);
        // 153 is odd: 76 of them fit into each.
        assertThat(SmsSegments.of("€".repeat(152))).isEqualTo(2);
        assertThat(SmsSegments.of("€".repeat(153))).isEqualTo(3);
    }

    @Test
    void any_other_sign_makes_it_ucs_2() {
        assertThat(SmsSegments.of("ж".repeat(70))).isEqualTo(1);
        assertThat(SmsSegments.of("ж".repeat(71))).isEqualTo(2);
        assertThat(SmsSegments.of("ж".repeat(134))).isEqualTo(2);
        assertThat(SmsSegments.of("ж".repeat(135))).isEqualTo(3);
        assertThat(SmsSegments.of("a".repeat(70) + "ç")).isEqualTo(2);
        assertThat(SmsSegments.of("`")).isEqualTo(1);
    }

    @Test
    void signs_beyond_65535_take_two_places_and_are_not_cut() {
        assertThat(SmsSegments.of("😀".repeat(35))).isEqualTo(1);
        assertThat(SmsSegments.of("😀".repeat(36))).isEqualTo(2);
        // 67 is odd: 33 of them fit into each.
        assertThat(SmsSegments.of("😀".repeat(66))).isEqualTo(2);
        assertThat(SmsSegments.of("😀".repeat(67))).isEqualTo(3);
    }

    @Test
    void more_text_is_never_fewer_segments_and_never_less_than_its_places_need() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] signs = {"a", "€", "ж", "😀", "\n", "^", "ç"};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            long before = 1;
            for (int length = random.nextInt(200); length > 0; length--) {
                text.append(signs[random.nextInt(signs.length)]);
            }
            for (int more = 0; more < 5; more++) {
                long now = SmsSegments.of(text.toString());
                assertThat(now).as("seed %s: %s", seed, text).isGreaterThanOrEqualTo(before);
                assertThat(now * 160).isGreaterThanOrEqualTo(text.codePoints().count());
                before = now;
                text.append(signs[random.nextInt(signs.length)]);
            }
        }
    }
}
