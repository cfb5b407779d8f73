package dev.tollgate.pricing.importer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The public price table, which is not part of the project. */
final class PublicTable {

    private PublicTable() {}

    /** Skips the test, and says so, where no folder above has it. */
    static Path find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path table = folder.resolve("shared/data/litellm-model-prices.json");
            if (Files.exists(table)) {
                return table;
            }
        }
        System.out.println("Skipped: no folder above has shared/data/litellm-model-prices.json");
        assumeTrue(false, "no folder above has shared/data/litellm-model-prices.json: nothing is compared");
        throw new AssertionError();
    }
}
