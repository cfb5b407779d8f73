package dev.tollgate.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log as the program is set up to write it: with secrets wherever somebody could put one. */
final class RedactedLayoutTest {

    private static final String CANARY = "Canary0123456789abcdefABCDEF";

    private static final LoggerContext CONTEXT = asTheProgramSetsItUp();

    /** Not the log of the tests, which is another one. */
    private static LoggerContext asTheProgramSetsItUp() {
        LoggerContext context = new LoggerContext();
        JoranConfigurator setUp = new JoranConfigurator();
        setUp.setContext(context);
        try {
            setUp.doConfigure(
                    Objects.requireNonNull(RedactedLayout.class.getResource("/logback.xml"), "no logback.xml"));
        } catch (JoranException failure) {
            throw new IllegalStateException(failure);
        }
        return context;
    }

    private static List<OutputStreamAppender<ILoggingEvent>> appenders() {
        List<OutputStreamAppender<ILoggingEvent>> found = new ArrayList<>();
        for (Logger logger : CONTEXT.getLoggerList()) {
            for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
                if (all.next() instanceof OutputStreamAppender<ILoggingEvent> writing) {
                    found.add(writing);
                }
            }
        }
        return found;
    }

    /** What is written, by every appender that writes. */
    private static String written(String message, Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (OutputStreamAppender<ILoggingEvent> appender : appenders()) {
            LoggingEvent event = new LoggingEvent(
                    "test", CONTEXT.getLogger("test"), Level.WARN, "{}", failure, new Object[] {message});
            all.append(new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8));
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key tg_live_SECRET is no good",
                "tg_admin_SECRET",
                "{\"refreshToken\":\"tg_refresh_SECRET\"}",
                "back at https://console.example.com/back?code=tg_code_SECRET&x=1",
                "whsec_SECRET sk_live_SECRET rk_test_SECRET",
                "Incorrect API key provided: sk-SECRET. sk-ant-api03-SECRET sk-proj-SECRET",
                "AIzaSySECRET gsk_SECRET xai-SECRET",
                "token eyJhbGciOiJFUzI1NiJ9.SECRET.SECRET",
                "[Authorization:\"Bearer SECRET\", Accept:\"*/*\"]",
                "authorization: Basic SECRET",
                "Proxy-Authorization=SECRET",
                "Authorization: Token SECRET",
                "Authorization: Token token=\"SECRET\"",
                "Authorization: Digest username=\"u\", realm=\"r\", response=\"SECRET\"",
                "{\"Authorization\":\"Digest username=\\\"u\\\", response=\\\"SECRET\\\"\"}",
                "Authorization: AWS4-HMAC-SHA256 Credential=SECRET/20261123, SignedHeaders=host, Signature=SECRET",
                "x-provider-key: SECRET",
                "{\"x-anthropic-api-key\":\"SECRET\"}",
                "xi-api-key=[SECRET]",
                "Ocp-Apim-Subscription-Key: SECRET",
                "X-Auth-Token: SECRET",
                "x-api-key: SECRET",
                "X-Admin-Key = SECRET",
                "api-key:SECRET",
                "x-goog-api-key: [SECRET]",
                "Cookie: a=1; session=SECRET; b=2",
                "set-cookie: state=SECRET; HttpOnly",
                "GET /v1beta/models/g:generateContent?alt=sse&key=SECRET HTTP/1.1",
                "{\"email\":\"ann@example.com\",\"password\":\"SECRET\"}",
                "r2dbc:postgresql://tollgate:SECRET@db.example.com:5432/tollgate"
            })
    void no_secret_is_written(String said) {
        String message = said.replace("SECRET", CANARY);
        Throwable failure = new IllegalStateException(message, new IllegalArgumentException(message));
        String written = written(message, failure);
        assertThat(written).contains("***").doesNotContain(CANARY).doesNotContain("Canary");
    }

    @Test
    void what_is_none_is_left_as_it_is() {
        String message = "POST /api/credits/grant failed, request id 0b9f3f2a-76e9-4b3d-91d5-3f465a3ad3b0: account"
                + " acc_JMTNgrAvf9Y8y4PXMRLa, price version 3f2a9c1b77e0, the key of provider 'openai' is missing,"
                + " http://127.0.0.1:8080/console/buy";
        assertThat(written(message, new IllegalStateException("none"))).contains(message);
    }
}
