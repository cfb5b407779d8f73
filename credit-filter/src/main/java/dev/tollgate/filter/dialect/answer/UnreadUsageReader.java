package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import java.util.Arrays;

/** Passes on an answer of a type that no dialect reads. Keeps back the last byte: nothing else shows the end. */
final class UnreadUsageReader implements UsageReader {

    private static final byte[] NOTHING = {};

    private final Intent intent;
    private final AnswerMeter meter;
    private byte[] last = NOTHING;
    private boolean released;
    private long passed;

    UnreadUsageReader(Intent intent, AnswerMeter meter) {
        this.intent = intent;
        this.meter = meter;
    }

    @Override
    public byte[] read(byte[] bytes) {
        passed += bytes.length;
        if (released || bytes.length == 0) {
            return bytes;
        }
        byte[] now = Arrays.copyOf(last, last.length + bytes.length - 1);
        System.arraycopy(bytes, 0, now, last.length, bytes.length - 1);
        last = new byte[] {bytes[bytes.length - 1]};
        return now;
    }

    @Override
    public boolean complete() {
        return false;
    }

    @Override
    public byte[] rest() {
        byte[] rest = last;
        last = NOTHING;
        released = true;
        return rest;
    }

    @Override
    public UsageReport report() {
        return meter.unread(intent, passed);
    }
}
