package dev.tollgate.benchmarks;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.yaml.PricingFile;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How long a large price book takes to read, and a call to quote by it. Run by {@code benchmarks/pricing}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class Pricing {

    private static final int MODELS = 5_000;
    private static final int WILDCARD_EACH = 100;
    private static final long INPUT = 12_345;
    private static final long OUTPUT = 4_096;
    private static final Set<TokenKind> INPUT_KINDS = EnumSet.of(TokenKind.INPUT, TokenKind.INPUT_CACHED);
    private static final Set<TokenKind> OUTPUT_KINDS = EnumSet.of(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING);

    private String yaml = "";
    private PriceBook book = PricingFile.read("none", "{ providers: { p: { url: http://x } }, models: {} }");
    private Plan plan = book.firstPlan();
    private int next;

    /** 5,000 models with four prices and a tier each, every hundredth a wildcard. */
    @Setup
    public void generate() {
        StringBuilder text = new StringBuilder(
                "credit: { worth: 0.10 }\nmarkup: 20%\n"
                        + "providers: { p: { url: http://127.0.0.1:9 } }\nplans: { free: {}, partner: { markup: 10% } }\nmodels:\n");
        for (int n = 0; n < MODELS; n++) {
            String name = n % WILDCARD_EACH == 0 ? "\"family-" + n + "-*\"" : "model-" + n;
            text.append("  ")
                    .append(name)
                    .append(": { provider: p, tokens: { input: 2.5")
                    .append(n);
            text.append(", cached: 0.25, output: 15, reasoning: 16 }, tokens_above_200K: { input: 9, output: 30 },");
            text.append(" request: { web_search: 0.01 }, max_output_tokens: 16384 }\n");
        }
        yaml = text.toString();
        book = PricingFile.read("generated.yaml", yaml);
        plan = book.firstPlan();
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public PriceBook load() {
        return PricingFile.read("generated.yaml", yaml);
    }

    /** What the gate does for each call: find the model, size the hold. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Charge quote() {
        return quote("model-4321");
    }

    /** The same for another model each time, so that nothing of it is in the processor's cache. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Charge quoteOfAnother() {
        next = (next + 1) % MODELS;
        return quote(next % WILDCARD_EACH == 0 ? "model-1" : "model-" + next);
    }

    /** The same for a name that only a wildcard fits. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Charge quoteByWildcard() {
        return quote("family-4900-2026-11-20");
    }

    private Charge quote(String name) {
        Model model = book.model(name).orElseThrow();
        Tariff tariff = book.tariff(model, plan);
        return tariff.price(tariff.dearest(INPUT_KINDS, INPUT, OUTPUT_KINDS, OUTPUT, Map.of()));
    }
}
