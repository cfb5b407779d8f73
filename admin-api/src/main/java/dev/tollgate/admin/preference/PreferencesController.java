package dev.tollgate.admin.preference;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.ledger.ownkey.OwnKeyStore;
import dev.tollgate.ledger.ownkey.OwnKeyStore.Change;
import dev.tollgate.ledger.ownkey.OwnKeyStore.Choice;
import dev.tollgate.ledger.ownkey.OwnKeyStore.Shown;
import dev.tollgate.pricing.PriceBook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET} and {@code PUT /api/preferences}: an account's own provider keys, and whether its calls go with them. */
@RestController
class PreferencesController {

    private static final int MOST = 50;
    private static final int SHORTEST = 8;
    private static final int LONGEST = 1_000;

    private final ShownKeys keys;
    private final OwnKeyStore store;
    private final ObjectProvider<KeySeal> seal;
    private final Supplier<PriceBook> books;

    PreferencesController(ShownKeys keys, OwnKeyStore store, ObjectProvider<KeySeal> seal, Supplier<PriceBook> books) {
        this.keys = keys;
        this.store = store;
        this.seal = seal;
        this.books = books;
    }

    /** @param apiKeyMode {@code own} or {@code credits} */
    record View(String apiKeyMode, List<Shown> keys) {
        static View of(Choice choice) {
            return new View(choice.preferred() ? "own" : "credits", choice.keys());
        }
    }

    @GetMapping("/api/preferences")
    Mono<View> show(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .flatMap(account -> store.choice(account.id()))
                .map(View::of);
    }

    @PutMapping("/api/preferences")
    Mono<View> put(ServerHttpRequest request) {
        return keys.unrestricted(request).flatMap(account -> Fields.from(request, "apiKeyMode", "keys", "forget")
                .flatMap(fields -> put(account, change(fields))));
    }

    private Mono<View> put(Account account, Change change) {
        return store.put(account.id(), change, seal())
                .then(Mono.defer(() -> store.choice(account.id())))
                .map(View::of);
    }

    private KeySeal seal() {
        KeySeal own = seal.getIfAvailable();
        if (own == null) {
            throw new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "own_keys_unavailable",
                    "This gateway keeps no provider keys. Send yours with each call, in x-provider-key.");
        }
        return own;
    }

    private Change change(Fields fields) {
        Map<String, Optional<String>> changed = new HashMap<>();
        fields.list("forget", MOST, LONGEST).forEach(provider -> changed.put(provider, Optional.empty()));
        fields.texts("keys", MOST, LONGEST).forEach((provider, key) -> {
            if (changed.put(known(provider), Optional.of(sound(provider, key))) != null) {
                throw Problem.badField("forget", "must not name '" + provider + "', which 'keys' has a new key for.");
            }
        });
        return new Change(fields.text("apiKeyMode", LONGEST).map(PreferencesController::own), changed);
    }

    private static boolean own(String mode) {
        return switch (mode) {
            case "own" -> true;
            case "credits" -> false;
            default -> throw Problem.badField("apiKeyMode", "must be \"own\" or \"credits\".");
        };
    }

    private String known(String provider) {
        if (!books.get().providers().containsKey(provider)) {
            throw Problem.badField(
                    "keys",
                    "must be by provider; there is no '" + provider + "', but "
                            + String.join(", ", books.get().providers().keySet()) + ".");
        }
        return provider;
    }

    private static String sound(String provider, String key) {
        if (key.length() < SHORTEST || !key.chars().allMatch(sign -> sign > ' ' && sign <= '~')) {
            throw Problem.badField(
                    "keys",
                    "must have a key for '" + provider + "' of " + SHORTEST + " to " + LONGEST
                            + " visible ASCII characters.");
        }
        return key;
    }
}
