package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file that the format was designed by, which is not part of the project, is read as it stands. */
final class ProposedFileTest {

    private static final String PAGE = "shared/reference/pricing.md";

    private static final Surroundings BEFORE_IT_COUNTS =
            new Surroundings(InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z")), name -> true);

    @Test
    void is_read_whole() throws IOException {
        PriceBook book =
                PricingFile.check("pricing.yaml", proposed(), BEFORE_IT_COUNTS).book();

        assertThat(book.providers().values().stream().map(Provider::dialect))
                .containsExactlyInAnyOrder("openai", "anthropic", "openai", "gemini", "openai");
        assertThat(book.models())
                .extracting(Model::name)
                .containsExactlyInAnyOrder(
                        "gpt-large", "claude-sonnet-*", "gemini-flash", "sonar", "image-1", "tts-1", "whisper-1");
        assertThat(book.denied()).containsExactly("*");
        assertThat(book.services()).extracting(Service::name).containsExactly("voice", "sms", "document");
        assertThat(book.packages())
                .extracting(CreditPackage::credits)
                .map(Object::toString)
                .containsExactly("100", "270", "550", "1150");
        assertThat(book.plans()).extracting(Plan::name).containsExactly("free", "pro", "enterprise");
        assertThat(book.effective()).contains(Instant.parse("2026-12-01T00:00:00Z"));
    }

    /** Skips the test, and says so, where no folder above has the page. */
    private static String proposed() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path page = folder.resolve(PAGE);
            if (Files.exists(page)) {
                Matcher yaml =
                        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
                assertThat(yaml.find()).as("a file in the page").isTrue();
                return yaml.group(1);
            }
        }
        System.out.println("Skipped: no folder above has " + PAGE);
        assumeTrue(false, "no folder above has " + PAGE + ": nothing is read");
        throw new AssertionError();
    }
}
