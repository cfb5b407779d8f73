package dev.tollgate.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** How far above its hold a call is charged. */
final class BelievableTest {

    private static Charge charge(String credits) {
        return new Charge(Credits.of(new BigDecimal(credits)), BigDecimal.ONE, "v1", List.of());
    }

    private static String charged(String hold, boolean guessed, String told) {
        return new Believable(UUID.randomUUID(), charge(hold), Believable.times(guessed), NOPLogger.NOP_LOGGER)
                .of(() -> charge(told))
                .credits()
                .toString();
    }

    @Test
    void four_times_what_the_request_bounds_and_a_hundred_times_what_is_guessed() {
        assertThat(charged("2", false, "8")).isEqualTo("8");
        assertThat(charged("2", false, "150")).isEqualTo("8");
        assertThat(charged("2", true, "150")).isEqualTo("150");
        assertThat(charged("2", true, "100000")).isEqualTo("200");
        assertThat(charged("0", false, "7")).isEqualTo("7");
    }

    @Test
    void what_cannot_be_counted_costs_no_less() {
        for (boolean guessed : new boolean[] {false, true}) {
            for (String hold : new String[] {"2", "1000000000"}) {
                Charge most = charge(hold);
                Charge charged = new Believable(
                                UUID.randomUUID(), most, Believable.times(guessed), NOPLogger.NOP_LOGGER)
                        .of(() -> most.times(Integer.MAX_VALUE).times(Integer.MAX_VALUE));
                assertThat(charged.credits())
                        .isEqualTo(most.times(guessed && hold.equals("2") ? 100 : 4)
                                .credits());
            }
        }
    }
}
