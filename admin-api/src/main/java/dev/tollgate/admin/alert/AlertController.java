package dev.tollgate.admin.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.alert.Alert;
import dev.tollgate.ledger.alert.AlertSetting;
import dev.tollgate.ledger.alert.Alerts;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET} and {@code PUT /api/me/alerts}: when and where an account is told that it runs low. */
@RestController
class AlertController {

    private static final int SHOWN = 20;
    private static final int LONGEST = 2000;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private final ShownKeys keys;
    private final Alerts alerts;
    private final WebhookSecrets secrets;
    private final AlertSettings settings;
    private final Supplier<PriceBook> books;

    AlertController(
            ShownKeys keys, Alerts alerts, WebhookSecrets secrets, AlertSettings settings, Supplier<PriceBook> books) {
        this.keys = keys;
        this.alerts = alerts;
        this.secrets = secrets;
        this.settings = settings;
        this.books = books;
    }

    /**
     * @param threshold in credits; {@code ownThreshold} tells whether it is the account's, else it is everybody's
     * @param secret of the webhook, shown once
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String threshold,
            boolean ownThreshold,
            @Nullable String webhook,
            @Nullable String secret,
            boolean email,
            @Nullable List<Event> events) {}

    record Event(String id, Instant at, String balance, String threshold, List<Alert.Told> told) {
        static Event of(Alert alert) {
            return new Event(
                    alert.id(),
                    alert.at(),
                    alert.balance().toString(),
                    alert.threshold().toString(),
                    alert.told());
        }
    }

    @GetMapping("/api/me/alerts")
    Mono<View> show(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .flatMap(account -> Mono.zip(alerts.setting(account.id()), alerts.history(account.id(), SHOWN)))
                .map(both -> view(
                        both.getT1(), null, both.getT2().stream().map(Event::of).toList()));
    }

    @PutMapping("/api/me/alerts")
    Mono<View> put(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .flatMap(account -> Fields.from(request, "threshold", "webhook", "email", "newSecret")
                        .flatMap(fields -> put(account, setting(fields), fields.flag("newSecret"))));
    }

    private Mono<View> put(Account account, AlertSetting setting, boolean renew) {
        String nonce = secrets.newNonce();
        return alerts.put(account.id(), setting, nonce, renew)
                .map(taken -> view(setting, taken ? secrets.secret(account.publicId(), nonce) : null, null));
    }

    private AlertSetting setting(Fields fields) {
        return new AlertSetting(
                fields.decimal("threshold").map(AlertController::threshold).orElse(null),
                fields.text("webhook", LONGEST)
                        .map(url -> WebhookUrl.check(url, settings.allowLocal()))
                        .orElse(null),
                fields.flag("email"));
    }

    private static Credits threshold(String text) {
        if (!AMOUNT.matcher(text).matches()) {
            throw Problem.badField(
                    "threshold", "must be credits from 0 on, with at most nine digits behind the point.");
        }
        return Credits.of(new BigDecimal(text));
    }

    private View view(AlertSetting setting, @Nullable String secret, @Nullable List<Event> events) {
        @Nullable Credits own = setting.threshold();
        return new View(
                (own == null ? books.get().lowBalance() : own).toString(),
                own != null,
                setting.webhook(),
                secret,
                setting.email(),
                events);
    }
}
