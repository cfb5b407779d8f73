package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Denial;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * One thing that is asked of a shared store for one call.
 *
 * @param answer what came of it
 * @param undo makes it as if it had never been asked; harmless where it was refused
 * @param settle told how many tokens the call used, when it has ended
 */
record Claim(CompletableFuture<Answer> answer, Runnable undo, LongConsumer settle) {

    /** @param denial empty: it is taken */
    record Answer(Reading reading, Optional<Denial> denial) {
        boolean isTaken() {
            return denial.isEmpty();
        }
    }

    /** Gives it back, if need be when the answer comes, however late that is. */
    void giveBack() {
        CompletableFuture<?> unused = answer.whenComplete((answered, failure) -> {
            // Without an answer it is not known whether it was taken.
            if (failure != null || answered.isTaken()) {
                undo.run();
            }
        });
    }
}
