package dev.tollgate.simulator.paid;

import java.util.Map;
import java.util.TreeMap;

/**
 * A call that was begun.
 *
 * @param form as it was asked for
 * @param callback the address to tell of its end
 */
public record PlacedCall(String sid, Map<String, String> form, String callback) {

    public PlacedCall {
        form = Map.copyOf(form);
    }

    /**
     * What Twilio tells at the end of the call.
     *
     * @param status such as {@code completed} or {@code busy}
     * @param seconds how long it was; below zero: that is not told
     */
    public Map<String, String> told(String status, int seconds) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("CallSid", sid);
        fields.put("AccountSid", PaidSimulator.ACCOUNT_SID);
        fields.put("From", form.getOrDefault("From", ""));
        fields.put("To", form.getOrDefault("To", ""));
        fields.put("CallStatus", status);
        fields.put("ApiVersion", "2010-04-01");
        fields.put("Direction", "outbound-api");
        fields.put("CallbackSource", "call-progress-events");
        fields.put("SequenceNumber", "0");
        if (seconds >= 0) {
            fields.put("CallDuration", Integer.toString(seconds));
            fields.put("Duration", Integer.toString((seconds + 59) / 60));
        }
        return fields;
    }
}
