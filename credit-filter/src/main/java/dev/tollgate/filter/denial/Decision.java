package dev.tollgate.filter.denial;

import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The outcome of one step of the gate: what the next step works on, or why the call ends here.
 *
 * @param <T> what a passed step gives
 */
public sealed interface Decision<T> {

    static <T> Decision<T> pass(T value) {
        return new Pass<>(value);
    }

    static <T> Decision<T> deny(Denial denial) {
        return new Deny<>(denial);
    }

    /** The next step, unless this one denied. */
    <R> Decision<R> then(Function<T, Decision<R>> next);

    /** The next step, where it has to wait for something. */
    <R> Mono<Decision<R>> thenLater(Function<T, Mono<Decision<R>>> next);

    /** Either way out. */
    <R> R fold(Function<T, R> passed, Function<Denial, R> denied);

    /** Undoes an earlier step if this one denied. */
    Decision<T> ifDenied(Consumer<Denial> undo);

    record Pass<T>(T value) implements Decision<T> {
        @Override
        public <R> Decision<R> then(Function<T, Decision<R>> next) {
            return next.apply(value);
        }

        @Override
        public <R> Mono<Decision<R>> thenLater(Function<T, Mono<Decision<R>>> next) {
            return next.apply(value);
        }

        @Override
        public <R> R fold(Function<T, R> passed, Function<Denial, R> denied) {
            return passed.apply(value);
        }

        @Override
        public Decision<T> ifDenied(Consumer<Denial> undo) {
            return this;
        }
    }

    record Deny<T>(Denial denial) implements Decision<T> {
        @Override
        public <R> Decision<R> then(Function<T, Decision<R>> next) {
            return new Deny<>(denial);
        }

        @Override
        public <R> Mono<Decision<R>> thenLater(Function<T, Mono<Decision<R>>> next) {
            return Mono.just(new Deny<>(denial));
        }

        @Override
        public <R> R fold(Function<T, R> passed, Function<Denial, R> denied) {
            return denied.apply(denial);
        }

        @Override
        public Decision<T> ifDenied(Consumer<Denial> undo) {
            undo.accept(denial);
            return this;
        }
    }
}
