package dev.tollgate.filter.gateway;

/** Whether the client of a call is still there. */
final class Client {

    private volatile boolean left;

    boolean left() {
        return left;
    }

    void leave() {
        left = true;
    }
}
