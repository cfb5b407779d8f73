package dev.tollgate.filter.gateway;

import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.limit.Visit;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /v1/models}, and {@code GET /v1beta/models} for Gemini's clients: the priced models that the caller may call, in the shape of the dialect that the request
 * speaks. A wildcard of the price book names no single model and is not listed; its aliases are.
 */
public final class ModelsEndpoint {

    private static final String ANTHROPIC = "anthropic";
    private static final String GEMINI = "gemini";
    private static final String GEMINI_PATH = "/v1beta/models";
    private static final String ANTHROPIC_VERSION = "anthropic-version";

    /** Providers tell when they made a model; a price book does not know. */
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private final CreditGate gate;
    private final Dialects dialects;
    private final Visitors visitors;

    public ModelsEndpoint(CreditGate gate, Dialects dialects, Visitors visitors) {
        this.gate = gate;
        this.dialects = dialects;
        this.visitors = visitors;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/v1/models", this::list)
                .GET(GEMINI_PATH, this::list)
                .build();
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        Dialect dialect = dialects.named(spoken(request));
        Visit visit = visitors.visit(request.exchange().getRequest());
        Consumer<HttpHeaders> limits = headers -> visitors.headers().tell(headers, dialect, visit.standing());
        Optional<Credential> credential = Credential.from(request.headers()::firstHeader)
                .or(() -> Credential.of(
                        dialect.takesKeyInQuery() ? request.queryParam("key").orElse(null) : null));
        UUID requestId = RequestId.next();
        return gate.identify(credential, visit)
                .flatMap(known -> known.thenLater(caller -> gate.count(caller, visit)))
                .flatMap(decision -> decision.fold(
                        caller -> ServerResponse.ok()
                                .headers(limits)
                                .headers(headers -> AnswerHeaders.id(headers, requestId))
                                .bodyValue(models(caller, dialect.name())),
                        denial -> Denials.response(denial, dialect, requestId, limits)));
    }

    private static String spoken(ServerRequest request) {
        if (request.path().equals(GEMINI_PATH)) {
            return GEMINI;
        }
        return request.headers().firstHeader(ANTHROPIC_VERSION) == null ? "openai" : ANTHROPIC;
    }

    private static Map<String, Object> models(Caller caller, String dialect) {
        PriceBook book = caller.prices().book();
        return switch (dialect) {
            case ANTHROPIC -> anthropic(book, caller);
            case GEMINI -> Map.of(
                    "models",
                    names(book, caller, GEMINI).stream()
                            .map(ModelsEndpoint::gemini)
                            .toList());
            default -> openAi(book, caller);
        };
    }

    private static Map<String, Object> gemini(String name) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", "models/" + name);
        model.put("displayName", name);
        model.put("supportedGenerationMethods", List.of("generateContent", "streamGenerateContent", "countTokens"));
        return model;
    }

    private static List<String> names(PriceBook book, Caller caller, String dialect) {
        return book.models().stream()
                .filter(model -> dialect.isEmpty() || dialectOf(book, model).equals(dialect))
                .flatMap(model -> Stream.concat(
                        model.isWildcard() ? Stream.empty() : Stream.of(model.name()), model.aliases().stream()))
                .filter(name -> book.allows(caller.plan(), name) && caller.keyAllows(name))
                .toList();
    }

    private static String dialectOf(PriceBook book, Model model) {
        return Objects.requireNonNull(book.providers().get(model.provider())).dialect();
    }

    private static Map<String, Object> openAi(PriceBook book, Caller caller) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put(
                "data",
                names(book, caller, "").stream().map(name -> openAi(book, name)).toList());
        return list;
    }

    private static Map<String, Object> openAi(PriceBook book, String name) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", name);
        model.put("object", "model");
        model.put("created", 0);
        model.put("owned_by", book.model(name).map(Model::provider).orElse("tollgate"));
        return model;
    }

    private static Map<String, Object> anthropic(PriceBook book, Caller caller) {
        List<String> names = names(book, caller, ANTHROPIC);
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("data", names.stream().map(ModelsEndpoint::anthropic).toList());
        list.put("has_more", false);
        list.put("first_id", names.isEmpty() ? null : names.get(0));
        list.put("last_id", names.isEmpty() ? null : names.get(names.size() - 1));
        return list;
    }

    private static Map<String, Object> anthropic(String name) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "model");
        model.put("id", name);
        model.put("display_name", name);
        model.put("created_at", EPOCH);
        return model;
    }
}
