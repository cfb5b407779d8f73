package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.paid.Behaviour;
import dev.tollgate.simulator.paid.PaidSimulator;
import dev.tollgate.simulator.paid.PlacedCall;
import dev.tollgate.simulator.paid.TwilioSignature;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A provider that takes a call and never answers may have made it; one that cannot be reached has not. */
final class PhoneCallsWithoutAnswerIT {

    private static final String PUBLIC = "https://gateway.example.com";

    private static HttpResponse<String> call(TestGateway gateway) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/2010-04-01/Accounts/ACmine/Calls.json"))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("To=%2B1&From=2&TimeLimit=600")));
    }

    /** The provider's name means nothing. */
    @Test
    void cost_nothing_if_nothing_of_them_was_sent() {
        try (PaidSimulator paid = PaidSimulator.start(0);
                TestGateway gateway = TestGateway.start(
                        PaidExample.prices(paid).replace(paid.url(), "http://provider.invalid"),
                        PaidExample.keysWith("tollgate.filter.public-url", PUBLIC))) {
            HttpResponse<String> answer = call(gateway);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
            assertThat(answer.body()).contains("Nothing was charged");
            gateway.settled();
            assertThat(gateway.database.query("SELECT state || ' ' || charged FROM usage_record"))
                    .containsExactly("released 0");
        }
    }

    @Test
    void are_waited_for_if_they_may_have_been_made() {
        PaidSimulator paid = PaidSimulator.start(0);
        String prices = PaidExample.prices(paid).replace("first_byte: 30s", "first_byte: 1s");
        try (TestGateway gateway =
                TestGateway.start(prices, PaidExample.keysWith("tollgate.filter.public-url", PUBLIC))) {
            paid.enqueue(Behaviour.SILENT);
            HttpResponse<String> answer = call(gateway);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
            assertThat(answer.body()).contains("charged when it tells of it");
            assertThat(gateway.database.openHolds()).isEqualTo(1);
            PlacedCall made = paid.calls().get(0);
            Map<String, String> told = made.told("completed", 30);
            assertThat(paid.tell(
                            made.callback().replace(PUBLIC, gateway.url()),
                            told,
                            TwilioSignature.of(made.callback(), told, PaidSimulator.AUTH_TOKEN)))
                    .isEqualTo(204);
            assertThat(gateway.database.query("SELECT charged FROM usage_record"))
                    .containsExactly("1680000000");

            paid.close();
            HttpResponse<String> away = call(gateway);
            assertThat(away.statusCode()).as(away.body()).isEqualTo(502);
            assertThat(away.body()).contains("Nothing was charged");
            gateway.settled();
            assertThat(gateway.database.query("SELECT count(*) FROM usage_record WHERE charged > 0"))
                    .containsExactly("1");
        } finally {
            paid.close();
        }
    }
}
