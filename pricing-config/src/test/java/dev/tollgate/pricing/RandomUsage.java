package dev.tollgate.pricing;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Made-up usages of all kinds, also of what no book has heard of. */
final class RandomUsage {

    private static final List<String> TOOLS = List.of(
            "webSearch",
            "searchLow",
            "searchMedium",
            "searchHigh",
            "fileSearch",
            "codeSession",
            "imageGeneration",
            "unheardOf");

    private static final List<String> UNITS = List.of(
            "image",
            "image:1024x1024",
            "image:hd-1536x1024",
            "image:256x256",
            "second",
            "minute",
            "character",
            "request",
            "unheardOf");
    private static final List<String> SERVICE_TIERS = List.of("flex", "priority", "default", "auto", "unheardOf");

    private RandomUsage() {}

    static Usage next(Random random) {
        Usage.Builder usage = Usage.builder();
        for (TokenKind kind : TokenKind.values()) {
            if (random.nextInt(3) == 0) {
                usage.tokens(kind, random.nextInt(random.nextBoolean() ? 300 : 300_000));
            }
        }
        for (String tool : TOOLS) {
            usage.tool(tool, random.nextInt(4) == 0 ? random.nextInt(20) : 0);
        }
        for (String unit : UNITS) {
            usage.unit(unit, random.nextInt(6) == 0 ? random.nextInt(500) : 0);
        }
        if (random.nextInt(3) == 0) {
            usage.serviceTier(Optional.of(SERVICE_TIERS.get(random.nextInt(SERVICE_TIERS.size()))));
        }
        return usage.build();
    }
}
