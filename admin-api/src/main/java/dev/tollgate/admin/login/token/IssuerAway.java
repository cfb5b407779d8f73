package dev.tollgate.admin.login.token;

/** An issuer cannot be reached and none of its keys are known: nothing can be said about its tokens. */
public final class IssuerAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IssuerAway(String issuer, Throwable cause) {
        super("the keys of the issuer " + issuer + " cannot be read", cause);
    }
}
