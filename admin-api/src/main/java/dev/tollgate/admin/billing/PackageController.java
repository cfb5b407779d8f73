package dev.tollgate.admin.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/credits/packages}: what can be bought once; for everybody, and to be kept for an hour. */
@RestController
class PackageController {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_UP);

    private final Supplier<PriceBook> books;

    PackageController(Supplier<PriceBook> books) {
        this.books = books;
    }

    record Packages(List<Package> packages, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String usdPerCredit) {}

    /**
     * @param credits all that the buyer gets
     * @param bonus how much of that is on top
     * @param usdPerCredit rounded to six digits
     */
    record Package(String name, String usd, String credits, String bonus, String usdPerCredit) {

        static Package of(CreditPackage it) {
            BigDecimal each = it.pay().divide(it.credits().toDecimal(), DIGITS);
            return new Package(
                    it.name(),
                    Dollars.of(Offer.cents(it.pay())),
                    it.credits().toString(),
                    it.bonus().toString(),
                    plain(each));
        }
    }

    @GetMapping("/api/credits/packages")
    ResponseEntity<Packages> packages() {
        PriceBook book = books.get();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
                .body(new Packages(
                        book.packages().stream().map(Package::of).toList(),
                        book.creditWorth().map(PackageController::plain).orElse(null)));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
