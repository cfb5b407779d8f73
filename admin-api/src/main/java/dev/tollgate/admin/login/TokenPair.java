package dev.tollgate.admin.login;

/**
 * What somebody gets who has logged in.
 *
 * @param expiresIn of the access token, in seconds
 */
record TokenPair(String account, String tokenType, String accessToken, long expiresIn, String refreshToken) {

    @Override
    public String toString() {
        return "TokenPair[" + account + "]";
    }
}
