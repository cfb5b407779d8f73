package dev.tollgate.app.pricing;

import static dev.tollgate.app.pricing.PricedNodes.FOREIGN;
import static dev.tollgate.app.pricing.PricedNodes.ONE;
import static dev.tollgate.app.pricing.PricedNodes.THREE;
import static dev.tollgate.app.pricing.PricedNodes.TWO;
import static dev.tollgate.app.pricing.PricedNodes.now;
import static dev.tollgate.app.pricing.PricedNodes.sells;
import static dev.tollgate.app.pricing.PricedNodes.until;
import static dev.tollgate.app.pricing.PricedNodes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.pricing.LocalPrices.Outcome;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.pricing.PriceChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that follows the prices: those that it starts with, of other nodes and of the API. */
final class PriceWatchIT {

    @TempDir
    private Path folder = Path.of("");

    private PricedNodes nodes;
    private PriceWatch watch;

    @BeforeEach
    void begin() throws IOException {
        nodes = new PricedNodes(folder);
        watch = nodes.watch;
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    @Test
    void prices_that_come_with_the_program_do_not_replace_what_an_operator_has_chosen() {
        assertThat(sells(nodes.started(PricedText.packaged("pricing.yaml", TWO)), ONE))
                .as("a file's")
                .isTrue();
        nodes.changed(PriceChange.byApi(version(THREE), THREE, null, "packaged/by nobody", ""));
        assertThat(sells(nodes.started(PricedText.packaged("pricing.yaml", TWO)), THREE))
                .as("applied")
                .isTrue();
    }

    @Test
    void a_restart_with_the_same_file_keeps_what_was_applied_since() throws IOException {
        nodes.applied(TWO);
        until("the applied prices", () -> sells(watch, TWO));
        PriceWatch restarted = nodes.node(nodes.file);
        assertThat(sells(restarted, TWO)).isTrue();
        assertThat(now(restarted.reload()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(sells(restarted, TWO)).isTrue();

        nodes.write(THREE);
        assertThat(sells(nodes.node(nodes.file), THREE))
                .as("a start with another file")
                .isTrue();
        until("all nodes follow", () -> sells(restarted, THREE) && sells(watch, THREE));
    }

    @Test
    void every_node_follows_what_is_applied_anywhere() {
        PriceWatch other = nodes.node(nodes.file);
        for (String text : new String[] {TWO, THREE, ONE}) {
            nodes.applied(text);
            until("both nodes", () -> sells(watch, text) && sells(other, text));
        }
    }

    @Test
    void what_is_scheduled_counts_when_its_time_has_come_by_the_databases_clock() {
        PriceWatch other = nodes.node(nodes.file);
        LedgerDatabase ledger = nodes.ledger();
        Instant at = now(ledger.prices().standing()).now().plusSeconds(3);
        nodes.changed(PriceChange.byApi(version(TWO), TWO, at, "ann", ""));
        until("both nodes", () -> {
            boolean sold = sells(watch, TWO) && sells(other, TWO);
            assertThat(!sold || !now(ledger.prices().standing()).now().isBefore(at))
                    .as("not before its time")
                    .isTrue();
            return sold;
        });
    }

    @Test
    void a_version_that_this_node_has_no_key_for_is_not_sold_by() {
        nodes.applied(FOREIGN);
        now(watch.follow().thenReturn(true));

        assertThat(sells(watch, ONE)).isTrue();
        assertThat(watch.state().unusable())
                .singleElement()
                .asString()
                .contains("OTHER_KEY", "'acme'")
                .doesNotContain("secret");
        assertThat(PricingHealth.of(watch).getDetails())
                .containsEntry("pending", "unusable")
                .containsEntry("inForce", version(FOREIGN))
                .containsEntry("version", version(ONE));
        assertThatThrownBy(() -> nodes.node(nodes.file))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("OTHER_KEY")
                .hasMessageContaining(version(FOREIGN));

        nodes.changed(PriceChange.rollback(version(ONE), "ann", "no key"));
        until("nothing waits", () -> watch.state().unusable().isEmpty());
        assertThat(sells(watch, ONE)).isTrue();
    }
}
