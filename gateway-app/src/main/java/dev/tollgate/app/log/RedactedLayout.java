package dev.tollgate.app.log;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Lines by a pattern, messages and failures alike without secrets. Every appender of {@code logback.xml} writes by it. */
public final class RedactedLayout extends PatternLayout {

    @Override
    public String doLayout(ILoggingEvent event) {
        return Redactor.redact(super.doLayout(event));
    }
}
