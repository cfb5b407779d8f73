package dev.tollgate.admin.problem;

import reactor.core.publisher.Mono;

/** Knows whom an access token speaks for; the part of logging in that every endpoint needs. */
public interface Visitors {

    /** Fails with a {@link Problem} for a token that counts for nothing; never empty. */
    Mono<Visitor> visitor(String token);
}
