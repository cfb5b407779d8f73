package dev.tollgate.admin.alert;

import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.alert.Delivery;
import dev.tollgate.pricing.Message;
import dev.tollgate.pricing.PriceBook;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What the price book in force has to say to an account that runs low: {@code messages.low_balance}. */
@Component
final class OwnWords {

    private final Supplier<PriceBook> books;
    private final Accounts accounts;

    OwnWords(Supplier<PriceBook> books, Accounts accounts) {
        this.books = books;
        this.accounts = accounts;
    }

    /** Empty if the book has no words of its own. */
    Mono<Optional<String>> of(Delivery delivery) {
        Optional<String> words = books.get().message(Message.LOW_BALANCE);
        return words.isEmpty()
                ? Mono.just(words)
                : accounts.byPublicId(delivery.account())
                        .map(account -> words.map(sentence -> sentence.replace("{plan}", account.plan())
                                .replace("{balance}", delivery.alert().balance().toString())))
                        .defaultIfEmpty(Optional.empty());
    }
}
