package dev.tollgate.app.proof;

import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.HeadSigner;
import dev.tollgate.ledger.proof.ProofRuns;
import dev.tollgate.ledger.proof.ProofRuns.Run;
import dev.tollgate.ledger.proof.ProofRuns.State;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The watch over the books, and where it is seen. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProofSettings.class)
class ProofBeans {

    /** Not a state that takes the gateway out of service: money goes on while people look. */
    private static final String BROKEN = "BROKEN";

    @Bean(initMethod = "start", destroyMethod = "close")
    BooksWatch booksWatch(DatabaseUrl database, DataFolder folder, ProofSettings settings) {
        SignedHeads usual = SignedHeads.in(folder.resolve(""));
        SignedHeads heads = new SignedHeads(
                orElse(settings.signedHeads(), usual.statements()), orElse(settings.signingKey(), usual.key()));
        return new BooksWatch(
                new ProofRuns(database),
                new HeadSigner(database, heads.signingKey(), heads.statements()),
                () -> heads.witness(settings.trustedKeys()),
                settings.verifyEvery());
    }

    private static Path orElse(@Nullable Path set, Path usual) {
        return Objects.requireNonNullElse(set, usual);
    }

    @Bean
    BooksMetrics booksMetrics(BooksWatch watch) {
        return new BooksMetrics(watch);
    }

    /** Up while nothing is known against the books; when they were last proven, how many rows spoke against
     * them, and with which key they are signed. */
    @Bean
    ReactiveHealthIndicator booksHealthIndicator(BooksWatch watch) {
        return () -> Mono.fromSupplier(() -> health(watch.state(), watch.publicKey()));
    }

    static Health health(@Nullable State state, String publicKey) {
        Run last = state == null ? null : state.last();
        Health.Builder health = last == null || last.findings() == 0 ? Health.up() : Health.status(BROKEN);
        health.withDetail("signedBy", publicKey);
        return last == null
                ? health.withDetail("lastProof", "none yet").build()
                : health.withDetail("lastProof", last.at().toString())
                        .withDetail("findings", last.findings())
                        .build();
    }
}
