package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What apps sell by the piece. */
final class ServicePriceTest {

    private static final String START = "providers: { p: { url: http://localhost:1 } }\n"
            + "models: { m: { provider: p, free: true } }\ncredit: { worth: 0.10 }\nmarkup: 20%\n";

    private static final PriceBook BOOK = PricingFile.read(
            "services.yaml",
            START
                    + """
                    services:
                      sms: { unit: 0.0079 }
                      document: { unit: 0.05, markup: 0% }
                      third: { unit: 0.0000000001 }
                      bundle: { credits: 2.5 }
                    plans:
                      usual: {}
                      dear: { markup: 100% }
                    """);

    private static Charge price(String service, String plan, long quantity) {
        return BOOK.price(BOOK.service(service).orElseThrow(), BOOK.plan(plan).orElseThrow(), quantity);
    }

    @Test
    void dollars_get_the_markup_of_the_plan_or_the_service_or_the_book() {
        assertThat(price("sms", "usual", 3).credits()).hasToString("0.2844"); // 3 x 0.0079 x 1.2 / 0.10
        assertThat(price("document", "usual", 1).credits()).hasToString("0.5");
        assertThat(price("document", "dear", 1).credits()).hasToString("1");
    }

    @Test
    void credits_are_final() {
        assertThat(price("bundle", "dear", 4).credits()).hasToString("10");
        assertThat(price("bundle", "dear", 4).usd().orElseThrow()).isEqualByComparingTo("1");
    }

    @Test
    void is_rounded_up_once_and_says_what_it_is_for() {
        Charge charge = price("third", "usual", 1);
        assertThat(charge.credits().nanos()).isEqualTo(2); // 1.2 nano-credits
        assertThat(charge.lines()).singleElement().satisfies(line -> {
            assertThat(line.model()).isEqualTo("third");
            assertThat(line.quantity()).isEqualTo(1);
        });
        assertThat(charge.priceVersion()).isEqualTo(BOOK.version());
    }

    @Test
    void more_than_an_amount_can_hold_is_refused() {
        assertThatThrownBy(() -> price("bundle", "usual", Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void time_is_counted_in_whole_seconds_and_rounded_up_to_its_step() {
        PriceBook book = PricingFile.read(
                "time.yaml",
                START
                        + """
                services:
                  exact: { minute: 0.06 }
                  stepped: { minute: 0.06, round_up: 6 seconds, minimum: 30 seconds }
                  started: { credits: 20, round_up: 1 minute, minimum: 2 }
                  words: { characters: 15, minimum: 100 }
                  parts: { unit: 0.01, round_up: 5 }
                """);
        assertThat(credits(book, "exact", "1.5")).isEqualTo("1.08"); // 90 seconds x 0.06 / 60 x 1.2 / 0.10
        assertThat(credits(book, "exact", "0.001")).as("a started second").isEqualTo("0.012");
        assertThat(credits(book, "stepped", "0.1")).as("the minimum").isEqualTo("0.36");
        assertThat(credits(book, "stepped", "0.51")).as("36 seconds").isEqualTo("0.432");
        assertThat(credits(book, "started", "0")).isEqualTo("40");
        assertThat(credits(book, "started", "2.01")).isEqualTo("60");
        assertThat(credits(book, "words", "7")).isEqualTo("0.018");
        assertThat(credits(book, "parts", "6")).isEqualTo("1.2");
        Service exact = book.service("exact").orElseThrow();
        assertThatThrownBy(() -> book.price(exact, book.firstPlan(), new BigDecimal("-1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> book.price(exact, book.firstPlan(), new BigDecimal("1e30")))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void costs_the_same_as_by_a_slow_calculation_in_whole_numbers() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            long price = 1 + random.nextInt(1_000_000); // millionths of a dollar a minute
            long step = 1 + random.nextInt(90);
            long least = 1 + random.nextInt(5);
            PriceBook book = PricingFile.read(
                    "random.yaml",
                    START + "services: { s: { minute: "
                            + BigDecimal.valueOf(price, 6).toPlainString() + ", round_up: " + step
                            + " seconds, minimum: " + least + " } }");
            long thousandths = random.nextInt(20_000); // of a minute
            long seconds = Math.max((thousandths * 60 + 999) / 1_000, least * 60);
            long charged = (seconds + step - 1) / step * step;
            // dollars x 1.2 / 0.10, in nano-credits: price / 10^6 x charged / 60 x 12 x 10^9
            BigInteger nanos = BigInteger.valueOf(price)
                    .multiply(BigInteger.valueOf(charged))
                    .multiply(BigInteger.valueOf(12_000_000_000L));
            BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(60_000_000));
            BigInteger expected = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
            assertThat(credits(book, "s", BigDecimal.valueOf(thousandths, 3).toPlainString()))
                    .as("seed " + seed)
                    .isEqualTo(Credits.ofNanos(expected.longValueExact()).toString());
        }
        System.out.println("Services against whole numbers: seed " + seed + ", 300 compared");
    }

    @Test
    void what_only_forwarded_calls_need_is_kept() {
        PriceBook book = PricingFile.read(
                "usage.yaml",
                START
                        + """
                services:
                  call: { provider: p, path: /v1/calls/**, minute: 0.01, usage: "$.legs[0].seconds" }
                  header: { unit: 1, usage: { header: x-count } }
                  request: { unit: 1, usage: { request: $.n } }
                  count: { unit: 1, usage: count }
                """);
        assertThat(book.services())
                .extracting(service -> service.counting().from())
                .containsExactly(
                        new Quantity.Answered(new JsonPath("$.legs[0].seconds"), true),
                        new Quantity.Header("x-count"),
                        new Quantity.Requested(new JsonPath("$.n")),
                        new Quantity.Count());
        assertThat(book.service("call").orElseThrow().route()).hasValue(ServiceRoute.of("p", "/v1/calls/**"));
    }

    private static String credits(PriceBook book, String service, String quantity) {
        return book.price(book.service(service).orElseThrow(), book.firstPlan(), new BigDecimal(quantity))
                .credits()
                .toString();
    }

    @Test
    void mistakes_are_told() {
        assertThatThrownBy(
                        () -> PricingFile.read(
                                "bad.yaml",
                                START
                                        + "services:\n  a: { unit: 0 }\n  b: {}\n  c: { credits: 1, markup: 5% }\n  d: { uint: 1 }\n"))
                .isInstanceOf(PricingProblems.class)
                .hasMessageContaining("bad.yaml:6:14")
                .hasMessageContaining("'unit' is missing here")
                .hasMessageContaining("is final and stands alone")
                .hasMessageContaining("did you mean 'unit'?");
    }

    @Test
    void a_number_of_seconds_is_counted_again_as_the_same_number_when_it_is_told_in_minutes() {
        Service.Counting counting = new Service.Counting(Measure.MINUTE, 1, 0, new Quantity.Count());
        for (long seconds = 1; seconds < 1000; seconds++) {
            assertThat(counting.charged(Measure.MINUTE.of(seconds))).isEqualTo(seconds);
        }
    }

    @Test
    void costs_the_same_whether_it_is_spent_by_name_or_called() {
        PriceBook book = PricingFile.read(
                "services.yaml",
                """
                version: 1
                credit: { worth: 0.03 }
                markup: 20%
                providers:
                  p: { url: https://p.example, auth: none }
                models: { "*": { deny: true } }
                services:
                  unit: { unit: 0.0079, round_up: 3, minimum: 2 }
                  minute: { minute: 0.014, round_up: 1 minute, minimum: 30 seconds, cost: 0.01 }
                  second: { second: 0.002, markup: 5% }
                  characters: { characters: 15 }
                  credits: { credits: 20, round_up: 1 minute }
                """);
        for (Service service : book.services()) {
            ServiceRate rate = book.rate(service, book.firstPlan(), false);
            for (String told : new String[] {"1", "0.4", "59", "60.5", "3601", "999999"}) {
                BigDecimal counted = new BigDecimal(told);
                Usage usage = rate.counting().usage(counted);
                BigDecimal quantity = service.counting()
                        .measure()
                        .of(counted.setScale(0, RoundingMode.CEILING).longValueExact());
                Charge byName = book.price(service, book.firstPlan(), quantity);
                assertThat(rate.tariff().price(usage))
                        .as(service.name() + " " + told)
                        .isEqualTo(byName);
                assertThat(rate.costUsd(usage))
                        .isEqualTo(book.cost(service, quantity).flatMap(Charge::usd));
            }
            assertThat(rate.tariff()
                            .price(rate.counting().usage(BigDecimal.ZERO))
                            .credits())
                    .isEqualTo(Credits.ZERO);
            assertThat(book.rate(service, book.firstPlan(), true)
                            .tariff()
                            .price(rate.counting().usage(BigDecimal.TEN))
                            .credits())
                    .isEqualTo(Credits.ZERO);
        }
    }
}
