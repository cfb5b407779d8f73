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
    private boolean lineHasText;
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
        int position = 0;
        while (position < bytes.length) {
            int end = endOfText(bytes, position);
            if (end > position) {
                text(bytes, position, end);
                position = end;
            } else {
                lineEnd(bytes[position++]);
            }
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

    private static int endOfText(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        return end;
    }

    private void text(byte[] bytes, int from, int to) {
        comment = lineHasText ? comment : bytes[from] == ':';
        lineHasText = true;
        handedOn = false;
        afterReturn = false;
        keep(bytes, from, to);
    }

    private void lineEnd(byte mark) {
        if (afterReturn && mark == '\n') {
            afterReturn = false;
            if (handedOn) {
                sink.straggler(mark);
            } else {
                keep(new byte[] {mark}, 0, 1);
            }
            return;
        }
        handedOn = false;
        afterReturn = mark == '\r';
        keep(new byte[] {mark}, 0, 1);
        endLine();
    }

    private void endLine() {
        boolean blank = !lineHasText;
        lineHasText = false;
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

    private void keep(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to) {
            if (length == maxEvent) {
                tooLong = true;
                sink.unread(takeKept());
            }
            int room = Math.min(to - position, maxEvent - length);
            if (length + room > kept.length) {
                kept = Arrays.copyOf(kept, Math.max(length + room, Math.min(length * 2, maxEvent)));
            }
            System.arraycopy(bytes, position, kept, length, room);
            length += room;
            position += room;
        }
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
