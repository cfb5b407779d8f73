package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.sse.SseEvent;
import dev.tollgate.filter.dialect.sse.SseSplitter;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Set;

/** Reads an event stream: each event is shown to the meter and passed on as it came. */
final class SseUsageReader implements UsageReader, SseSplitter.Sink {

    private static final byte[] NOTHING = {};
    private static final byte[] END_OF_EVENT = {'\n', '\n'};

    private final AnswerMeter meter;
    private final boolean hideUsage;
    private final SseSplitter splitter = new SseSplitter(this);
    private final HeldBytes held = new HeldBytes();
    private ByteArrayOutputStream passing = new ByteArrayOutputStream(0);
    private boolean complete;
    private boolean hiddenLast;
    private boolean pendingWasRead;
    private AnswerMeter.Role roleOfPending = AnswerMeter.Role.ORDINARY;

    SseUsageReader(AnswerMeter meter, boolean hideUsage) {
        this.meter = meter;
        this.hideUsage = hideUsage;
    }

    @Override
    public byte[] read(byte[] bytes) {
        passing = new ByteArrayOutputStream(bytes.length);
        splitter.feed(bytes);
        return passing.toByteArray();
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public byte[] rest() {
        readPending();
        return rest(!(splitter.hasPending() && pendingWasRead && hiddenLast), NOTHING);
    }

    @Override
    public byte[] wholeRest() {
        readPending();
        return rest(pendingWasRead && !hiddenLast, END_OF_EVENT);
    }

    private byte[] rest(boolean withPending, byte[] afterPending) {
        byte[] pending = splitter.takePending();
        pendingWasRead = false;
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(held.release());
        if (withPending) {
            rest.writeBytes(pending);
            rest.writeBytes(afterPending);
        }
        return rest.toByteArray();
    }

    @Override
    public Optional<String> unfinished() {
        return meter.unfinished();
    }

    @Override
    public Set<String> kept() {
        return meter.kept();
    }

    @Override
    public UsageReport report() {
        readPending();
        return meter.report();
    }

    @Override
    public void event(SseEvent event) {
        boolean wasRead = pendingWasRead;
        pendingWasRead = false;
        AnswerMeter.Role role = wasRead ? roleOfPending : roleOf(event);
        hiddenLast = role == AnswerMeter.Role.USAGE_ONLY && hideUsage;
        if (role == AnswerMeter.Role.FINAL && !complete) {
            complete = true;
            if (!held.isReleased()) {
                // Whole, however large: it may carry a picture.
                held.hold(event.raw());
                return;
            }
        }
        if (role == AnswerMeter.Role.CLOSING && !held.isHolding() && !held.isReleased()) {
            held.hold(event.raw());
        } else {
            pass(event.raw());
        }
    }

    @Override
    public void unread(byte[] bytes) {
        hiddenLast = false;
        pass(bytes);
    }

    @Override
    public void straggler(byte lineFeed) {
        pass(new byte[] {lineFeed});
    }

    /** A stream may end without the blank line that ends its last event. */
    private void readPending() {
        if (pendingWasRead || !splitter.hasPending()) {
            return;
        }
        SseEvent event = splitter.pendingEvent();
        if (event.isDone() || EventJson.isWhole(event)) {
            roleOfPending = roleOf(event);
            hiddenLast = roleOfPending == AnswerMeter.Role.USAGE_ONLY && hideUsage;
            pendingWasRead = true;
        }
    }

    private AnswerMeter.Role roleOf(SseEvent event) {
        if (event.isDone()) {
            return AnswerMeter.Role.FINAL;
        }
        if (event.isEmpty()) {
            return AnswerMeter.Role.ORDINARY;
        }
        meter.begins(event.name());
        EventJson.read(event, meter);
        return meter.ends();
    }

    private void pass(byte[] bytes) {
        if (hiddenLast) {
            return;
        }
        if (held.isHolding()) {
            held.add(bytes);
        } else {
            passing.writeBytes(bytes);
        }
    }
}
