package dev.tollgate.simulator.provider;

import java.util.Map;

/** A request as it reached the simulator; header names in lower case. */
public record ReceivedRequest(String method, String uri, Map<String, String> headers, String body) {}
