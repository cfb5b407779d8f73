package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;

/** Passes an answer on as it comes, sound or whatever it is: nothing of it tells a quantity. */
record PassingReader(ServiceMeter meter) implements UsageReader {

    private static final byte[] NOTHING = {};

    @Override
    public byte[] read(byte[] bytes) {
        return bytes;
    }

    @Override
    public boolean complete() {
        return false;
    }

    @Override
    public byte[] rest() {
        return NOTHING;
    }

    @Override
    public boolean piecewise() {
        return true;
    }

    /** Nothing that a client could take for a part of it. */
    @Override
    public byte[] ending(byte[] error) {
        return NOTHING;
    }

    @Override
    public UsageReport report() {
        return meter.report();
    }
}
