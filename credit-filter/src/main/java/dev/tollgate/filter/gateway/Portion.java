package dev.tollgate.filter.gateway;

import dev.tollgate.filter.dialect.UsageReport;
import org.jspecify.annotations.Nullable;

/**
 * What one buffer of an answer becomes.
 *
 * @param visible bytes for the client now
 * @param last bytes for the client once the call is paid
 * @param report the usage, if the answer's final event has been read; null before
 */
record Portion(byte[] visible, byte[] last, @Nullable UsageReport report) {

    static final byte[] NOTHING = new byte[0];
}
