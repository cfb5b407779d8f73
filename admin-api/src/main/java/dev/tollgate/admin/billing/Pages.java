package dev.tollgate.admin.billing;

import com.stripe.model.HasId;
import com.stripe.model.StripeCollection;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All of a list of Stripe's, the newest first: page by page, so that no answer is waited for longer than usual. */
final class Pages {

    /** The most that Stripe gives at once. */
    static final long SIZE = 100;

    private Pages() {}

    /** @param page the one behind the object with this id; empty: the first */
    static <A extends HasId> Flux<A> of(Function<String, Mono<StripeCollection<A>>> page) {
        return page.apply("")
                .expand(read ->
                        Boolean.TRUE.equals(read.getHasMore()) ? page.apply(last(read.getData())) : Mono.empty())
                .concatMapIterable(StripeCollection::getData);
    }

    private static String last(List<? extends HasId> data) {
        return data.get(data.size() - 1).getId();
    }
}
