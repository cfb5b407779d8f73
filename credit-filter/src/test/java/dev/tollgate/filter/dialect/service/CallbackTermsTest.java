package dev.tollgate.filter.dialect.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.yaml.PricingFile;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of a call prices it as the book did that it was made by. */
final class CallbackTermsTest {

    private static final PriceBook BOOK = PricingFile.read(
            "test.yaml",
            """
            version: 1
            credit: { worth: 0.03 }
            markup: 20%
            providers:
              p: { url: https://p.example, auth: none }
            models: { "*": { deny: true } }
            services:
              s:
                provider: p
                path: /v1/s
                minute: 0.014
                round_up: 1 minute
                cost: 0.01
                hold: 10 minutes
                usage: { callback: seconds }
                callback: { address: notify, state: status, charged: [done], free: [failed], signature: X-Signature, grace: 2h, silence: free }
            """);

    private static CallbackTerms terms() {
        Service service = BOOK.service("s").orElseThrow();
        return CallbackTerms.of(
                new ServiceCall(service, 600, "secret"),
                Instant.parse("2026-11-22T10:00:00.123456789Z"),
                new Subject("p", "service", "s", "platform", BOOK.version(), 7L, "run"),
                Map.of("app", "mail"),
                BOOK.rate(service, BOOK.firstPlan(), false));
    }

    private static Optional<UsageReport> told(String json) {
        return terms().read(new CallbackBody("application/json; charset=utf-8", json.getBytes(UTF_8)));
    }

    @Test
    void are_the_same_when_they_are_read_again() {
        CallbackTerms kept = CallbackTerms.read(terms().text());
        assertThat(kept).isEqualTo(terms());
        assertThat(kept.text()).doesNotContain("secret");
        // 2 minutes at 0.014 dollars, 20 % on top, 0.03 dollars a credit: 1.12
        assertThat(kept.rate()
                        .tariff()
                        .price(told("{\"status\":\"done\",\"seconds\":61}")
                                .orElseThrow()
                                .usage()))
                .isEqualTo(BOOK.price(BOOK.service("s").orElseThrow(), BOOK.firstPlan(), 2));
    }

    @Test
    void tell_a_call_that_is_over_from_one_that_goes_on() {
        assertThat(told("{\"status\":\"ringing\",\"seconds\":1}")).isEmpty();
        assertThat(told("{\"seconds\":1}")).isEmpty();
        assertThat(told("{\"status\":\"failed\",\"seconds\":1}"))
                .hasValueSatisfying(report -> assertThat(report.basis()).isEqualTo(Basis.NONE));
        assertThat(told("{\"status\":\"done\",\"seconds\":\"61\"}")).hasValueSatisfying(report -> {
            assertThat(report.basis()).isEqualTo(Basis.REPORTED);
            assertThat(report.usage().units()).isEqualTo(Map.of("second", 120L));
        });
        assertThat(told("{\"status\":\"done\"}")).hasValueSatisfying(report -> {
            assertThat(report.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(report.usage().units()).isEqualTo(Map.of("second", 600L));
        });
    }

    @Test
    void take_forms_and_json_only() {
        assertThat(new CallbackBody("application/x-www-form-urlencoded", "a=1&a=2".getBytes(UTF_8)).form())
                .isPresent();
        assertThatThrownBy(() -> new CallbackBody("text/plain", "a=1".getBytes(UTF_8)))
                .isInstanceOf(MalformedRequest.class);
        assertThatThrownBy(() -> told("[]")).isInstanceOf(MalformedRequest.class);
    }
}
