package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.TokenKind;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: the model, and the form of chats that its provider speaks, both by the caller's prices. Whether the caller
 * may call it, and what for, is the gate's to say.
 *
 * @param provider as the price book calls it; empty where nobody sells the model, which the gate refuses
 * @param defaultOutput the output bound of a request that names none; absent where nobody sells the model
 */
record Target(String provider, String model, ChatForm form, @Nullable Integer defaultOutput) {

    /** @throws Problem if the names contradict each other, or mean nothing that can be chatted with */
    static Target of(LlmRequest request, Caller caller) {
        PriceBook book = caller.prices().book();
        Set<String> meant = request.provider().map(name -> meant(book, name)).orElseGet(book.providers()::keySet);
        if (request.model().isEmpty() && request.provider().isEmpty()) {
            throw Problem.badField("model", "or 'provider' is needed.");
        }
        String name = request.model().orElseGet(() -> first(caller, meant));
        Optional<Model> found = book.model(name);
        if (found.isEmpty()) {
            return new Target("", name, ChatForm.OPENAI, null);
        }
        if (!meant.contains(found.get().provider())) {
            throw Problem.badField(
                    "provider",
                    "does not answer the model '" + name + "' here; '"
                            + found.get().provider() + "' does. Leave one of the two out.");
        }
        return of(name, found.get(), provider(book, found.get()));
    }

    private static Target of(String name, Model model, Provider provider) {
        ChatForm form = ChatForm.of(provider.dialect())
                .orElseThrow(() -> Problem.badField(
                        "model",
                        "is answered in the dialect " + provider.dialect()
                                + ", which this endpoint does not speak. docs/api.md lists the path that does."));
        if (!form.takes(name)) {
            throw Problem.badField("model", "must be a name of letters, digits and _.@~- for this provider.");
        }
        return new Target(provider.name(), name, form, (int) Math.min(model.defaultOutput(), Integer.MAX_VALUE));
    }

    private static Set<String> meant(PriceBook book, String name) {
        Set<String> meant = Vendors.meant(book, name);
        if (meant.isEmpty()) {
            throw Problem.badField(
                    "provider",
                    "is none of this gateway's: "
                            + String.join(", ", book.providers().keySet()) + ".");
        }
        return meant;
    }

    /** The first that the price book names, that writes text, and that the caller may call. */
    private static String first(Caller caller, Set<String> providers) {
        PriceBook book = caller.prices().book();
        return book.models().stream()
                .filter(model -> providers.contains(model.provider()))
                .filter(model -> ChatForm.of(provider(book, model).dialect()).isPresent())
                .filter(model -> book.tariff(model, caller.plan()).prices(TokenKind.OUTPUT))
                .flatMap(model -> Stream.concat(
                        model.isWildcard() ? Stream.empty() : Stream.of(model.name()), model.aliases().stream()))
                .filter(name -> book.allows(caller.plan(), name) && caller.keyAllows(name))
                .findFirst()
                .orElseThrow(() -> Problem.badField(
                        "model", "is needed: the price book names no single chat model of this provider for you."));
    }

    private static Provider provider(PriceBook book, Model model) {
        Provider provider = book.providers().get(model.provider());
        if (provider == null) {
            throw new IllegalStateException("the model " + model.name() + " has no provider");
        }
        return provider;
    }
}
