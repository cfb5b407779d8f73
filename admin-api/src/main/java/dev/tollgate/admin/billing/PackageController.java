package dev.tollgate.admin.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.StripePrice;
import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code GET /api/credits/packages}: what can be bought once, by the price book and by prices at Stripe that say what they
 * give; for everybody, and to be kept for an hour.
 */
@RestController
class PackageController {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_UP);

    private final Supplier<PriceBook> books;
    private final BillingBooks billing;
    private final StripeSettings settings;

    PackageController(Supplier<PriceBook> books, BillingBooks billing, StripeSettings settings) {
        this.books = books;
        this.billing = billing;
        this.settings = settings;
    }

    record Packages(List<Package> packages, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String usdPerCredit) {}

    /**
     * @param credits all that the buyer gets
     * @param bonus how much of that is on top
     * @param usdPerCredit rounded to six digits
     */
    record Package(String name, String usd, String credits, String bonus, String usdPerCredit) {

        static Package of(CreditPackage it) {
            return of(it.name(), Offer.cents(it.pay()), it.credits(), it.bonus());
        }

        /** Of a price at Stripe nobody says what of it is on top. */
        static Package of(StripePrice.Sold it) {
            return of(it.name(), it.cents(), it.credits(), Credits.ZERO);
        }

        private static Package of(String name, long cents, Credits credits, Credits bonus) {
            BigDecimal each = BigDecimal.valueOf(cents, 2).divide(credits.toDecimal(), DIGITS);
            return new Package(name, Dollars.of(cents), credits.toString(), bonus.toString(), plain(each));
        }
    }

    @GetMapping("/api/credits/packages")
    Mono<ResponseEntity<Packages>> packages() {
        PriceBook book = books.get();
        return billing.packages(settings.live()).map(sold -> ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
                .body(new Packages(
                        all(book, sold),
                        book.creditWorth().map(PackageController::plain).orElse(null))));
    }

    /** A name means the price book's package first. What nobody can be charged is not shown. */
    private static List<Package> all(PriceBook book, List<StripePrice.Sold> sold) {
        Map<String, Package> byName = new LinkedHashMap<>();
        book.packages().stream()
                .filter(it -> Offer.isWhole(it.pay()))
                .forEach(it -> byName.put(it.name(), Package.of(it)));
        sold.forEach(it -> byName.putIfAbsent(it.name(), Package.of(it)));
        return List.copyOf(byName.values());
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
