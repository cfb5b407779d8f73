package dev.tollgate.admin.plan;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PromoCode;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The promo code that somebody typed; capitals and spaces around it do not matter. */
@Component
class TypedCodes {

    private final Environment environment;

    TypedCodes(Environment environment) {
        this.environment = environment;
    }

    Optional<PromoCode> find(PriceBook book, String typed) {
        String code = typed.strip();
        return book.promoCodes().stream()
                .filter(promo ->
                        text(promo.code()).filter(code::equalsIgnoreCase).isPresent())
                .findFirst();
    }

    /** Empty where the environment does not have it: such a code cannot be taken. */
    private Optional<String> text(PromoCode.Code code) {
        return code.inEnvironment()
                ? Optional.ofNullable(environment.getProperty(code.text()))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                : Optional.of(code.text());
    }
}
