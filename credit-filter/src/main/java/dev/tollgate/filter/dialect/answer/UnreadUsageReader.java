package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.util.Arrays;
import java.util.List;

/** Passes on an answer of a type that no dialect reads. Keeps back the last byte: nothing else shows the end. */
final class UnreadUsageReader implements UsageReader {

    private static final byte[] NOTHING = {};

    private final Intent intent;
    private byte[] last = NOTHING;
    private boolean released;
    private long passed;

    UnreadUsageReader(Intent intent) {
        this.intent = intent;
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
        Usage.Builder usage = Usage.builder().tokens(TokenKind.INPUT, intent.inputEstimate());
        if (!intent.outputKinds().isEmpty()) {
            usage.tokens(TokenKind.OUTPUT, TextCount.tokens(passed));
        }
        return new UsageReport(Basis.ESTIMATED, usage.build(), List.of(), null, null);
    }
}
