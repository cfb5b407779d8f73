package dev.tollgate.simulator.stripe;

/**
 * One try to deliver an event.
 *
 * @param event its id
 * @param type of the event
 * @param url of the endpoint
 * @param status of the answer; 0 if there was none
 */
public record WebhookDelivery(String event, String type, String url, int status) {
    private static final int OK = 200;
    private static final int NOT_OK = 300;

    /** Whether the endpoint took it. */
    public boolean succeeded() {
        return status >= OK && status < NOT_OK;
    }
}
