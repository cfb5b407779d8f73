package dev.tollgate.simulator.stripe;

import tools.jackson.databind.node.ObjectNode;

/** Hears how a payment ended: what it was made for, such as an invoice or a checkout session. */
interface PaymentOutcome {
    /** Nobody waits for it. */
    PaymentOutcome NOBODY = new PaymentOutcome() {
        @Override
        public void succeeded(ObjectNode intent) {}

        @Override
        public void failed(ObjectNode intent) {}
    };

    void succeeded(ObjectNode intent);

    void failed(ObjectNode intent);
}
