package dev.tollgate.filter.dialect.sse;

import java.util.Arrays;

/**
 * Cuts a stream of bytes into events. What it hands on, put together, is what it was fed, and how it is cut does not
 * depend on the portions. Keeps one event at most, and none beyond {@link #MAX_EVENT}.
 */
public final class SseSplitter {

    /** Bytes of one event; a longer one is handed on unread. */
    public static final int MAX_EVENT = 16 * 1024 * 1024;

    private static final int FIRST_SIZE = 1024;

    /** Receives the stream in order. */
    public interface Sink {

        void event(SseEvent event);

        /** Bytes that are no part of an event that can be read: comments, blank lines, an event that is too long. */
        void unread(byte[] bytes);

        /** One more byte of what was handed on last: the line feed of its CRLF. */
        void straggler(byte lineFeed);
    }

    private final Sink sink;
    private final int maxEvent;
    private byte[] kept = new byte[FIRST_SIZE];
    private int length;
    private int lineLength;
    private boolean comment;
    private boolean hasFields;
    private boolean tooLong;
    private boolean afterReturn;
    private boolean handedOn;

    public SseSplitter(Sink sink) {
        this(sink, MAX_EVENT);
    }

    SseSplitter(Sink sink, int maxEvent) {
        this.sink = sink;
        this.maxEvent = maxEvent;
    }

    public void feed(byte[] bytes) {
        for (byte next : bytes) {
            take(next);
        }
        if (tooLong && length > 0) {
            sink.unread(takeKept());
        }
    }

    /** The bytes of an event whose end has not come. */
    public byte[] pending() {
        return Arrays.copyOf(kept, length);
    }

    /** The pending bytes as the event that they would be if the stream ended here. */
    public SseEvent pendingEvent() {
        return SseEvent.parse(pending());
    }

    /** Whether pending bytes are the beginning of something that can be read. */
    public boolean hasPending() {
        return length > 0 && !tooLong;
    }

    /** Forgets the pending bytes. */
    public byte[] takePending() {
        return takeKept();
    }

    private void take(byte next) {
        if (afterReturn && next == '\n') {
            afterReturn = false;
            if (handedOn) {
                sink.straggler(next);
            } else {
                keep(next);
            }
            return;
        }
        handedOn = false;
        keep(next);
        afterReturn = next == '\r';
        if (next == '\n' || afterReturn) {
            endLine();
        } else {
            comment = lineLength == 0 ? next == ':' : comment;
            lineLength++;
        }
    }

    private void endLine() {
        boolean blank = lineLength == 0;
        lineLength = 0;
        if (!blank && (hasFields || !comment)) {
            hasFields = true;
            return;
        }
        handedOn = true;
        if (hasFields && !tooLong) {
            sink.event(SseEvent.parse(takeKept()));
        } else {
            sink.unread(takeKept());
        }
        hasFields = false;
        tooLong = false;
    }

    private void keep(byte next) {
        if (length == maxEvent) {
            tooLong = true;
            sink.unread(takeKept());
        }
        if (length == kept.length) {
            kept = Arrays.copyOf(kept, Math.min(length * 2, maxEvent));
        }
        kept[length++] = next;
    }

    private byte[] takeKept() {
        byte[] taken = Arrays.copyOf(kept, length);
        length = 0;
        if (kept.length > FIRST_SIZE * FIRST_SIZE) {
            kept = new byte[FIRST_SIZE];
        }
        return taken;
    }
}
