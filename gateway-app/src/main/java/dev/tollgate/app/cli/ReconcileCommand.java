package dev.tollgate.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code tollgate billing reconcile}: has a running gateway, which knows Stripe's key, compare Stripe with its books and mend
 * what differs.
 */
@Command(
        name = "reconcile",
        description = "Compares Stripe with the books of a running gateway, which mends what differs. TOLLGATE_URL and"
                + " TOLLGATE_ADMIN_KEY say which gateway.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = TollgateCommand.WRONG_USAGE,
        footer = {
            "",
            "Exit codes: 0 they agree, 1 the gateway cannot be asked, 2 there were differences, 64 wrong usage."
        })
final class ReconcileCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int DIFFERENT = 2;
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--days", paramLabel = "N", defaultValue = "35", description = "Payments of so many days (35).")
    private int days;

    @ParentCommand
    private @Nullable BillingCommand billing;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = Objects.requireNonNull(billing).environment();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        String url = environment.getOrDefault("TOLLGATE_ADMIN_URL", environment.getOrDefault("TOLLGATE_URL", ""));
        String key = environment.getOrDefault("TOLLGATE_ADMIN_KEY", "");
        if (url.isEmpty() || key.isEmpty()) {
            err.println("Set TOLLGATE_URL and TOLLGATE_ADMIN_KEY, as a gateway writes them with --env-file.");
            return FAILED;
        }
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "/api/billing/reconcile"))
                                    .timeout(PATIENCE)
                                    .header("x-admin-key", key)
                                    .header("content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"days\":" + days + "}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            JsonNode said = JSON.readTree(answer.body());
            if (answer.statusCode() != OK) {
                err.println(said.path("detail").asString("The gateway answered " + answer.statusCode() + "."));
                return FAILED;
            }
            return told(said, spec.commandLine().getOut());
        } catch (IOException | JacksonException | IllegalArgumentException unreachable) {
            err.println("The gateway at " + url + " cannot be asked: " + unreachable.getMessage());
            return FAILED;
        }
    }

    private static int told(JsonNode report, PrintWriter out) {
        int missed = report.path("missedEvents").asInt(0);
        for (JsonNode difference : report.path("differences")) {
            out.println(difference.asString(""));
        }
        out.println(report.path("payments").asInt(0) + " payments compared, "
                + report.path("differences").size() + " differed and are being mended; " + missed
                + " events had not come.");
        out.flush();
        return missed == 0 && report.path("differences").isEmpty() ? 0 : DIFFERENT;
    }
}
