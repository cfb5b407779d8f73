package dev.tollgate.admin.login.token;

import org.jspecify.annotations.Nullable;

/** An issuer cannot be reached and the key of a token is not known: nothing can be said about its tokens. */
public final class IssuerAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IssuerAway(String issuer, @Nullable Throwable cause) {
        super("the keys of the issuer " + issuer + " cannot be read", cause);
    }
}
