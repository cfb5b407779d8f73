package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** How a {@code pricing} command ended. */
record PricingRun(int code, String out, String err) {

    static PricingRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = TollgateCommand.commandLine(Map.of("SET_KEY", "x", "EMPTY_KEY", " "))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] words = new String[arguments.length + 1];
        words[0] = "pricing";
        for (int n = 0; n < arguments.length; n++) {
            words[n + 1] = arguments[n].toString();
        }
        int code = line.execute(words);
        assertThat(err.toString()).doesNotContain("\tat ");
        return new PricingRun(code, out.toString(), err.toString());
    }
}
