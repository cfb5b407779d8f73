package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CreditsTest {

    @Test
    void amounts_are_exact_and_shown_in_plain_notation() {
        assertThat(Credits.of(new BigDecimal("0.00123"))).hasToString("0.00123");
        assertThat(Credits.of(new BigDecimal("1E+3"))).hasToString("1000");
        assertThat(Credits.ZERO).hasToString("0");
        assertThatThrownBy(() -> Credits.of(new BigDecimal("0.0000000001"))).isInstanceOf(ArithmeticException.class);
        assertThat(Credits.roundedUp(new BigDecimal("0.0000000001")).nanos()).isEqualTo(1);
    }

    @Test
    void no_amount_is_negative_and_none_wraps_round() {
        Credits most = Credits.ofNanos(Long.MAX_VALUE);
        assertThatThrownBy(() -> most.plus(Credits.ofNanos(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Credits.ZERO.minus(Credits.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Credits.of(new BigDecimal("-1"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Credits.of(new BigDecimal("1E+99"))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void usages_are_not_negative_and_leave_out_what_counts_zero() {
        assertThatThrownBy(() -> Usage.builder().tokens(TokenKind.INPUT, -1).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Usage.builder()
                        .tokens(TokenKind.INPUT, 0)
                        .tool("webSearch", 0)
                        .build())
                .isEqualTo(Usage.NONE);
    }

    @Test
    void a_price_for_input_is_required_and_no_price_is_negative() {
        assertThatThrownBy(() -> new Rates(Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rates(Map.of(TokenKind.INPUT, new BigDecimal("-0.01"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
