package dev.tollgate.filter.dialect.catalog;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wire format is a folder that nothing else knows. */
final class DialectPackagesTest {

    private static final String HERE = "dev.tollgate.filter.dialect";

    private static final List<String> DIALECTS = List.of("openai", "anthropic", "gemini", "cohere", "ollama");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HERE);

    @Test
    void dialects_know_neither_each_other_nor_the_gate() {
        for (String one : DIALECTS) {
            for (String other : DIALECTS) {
                if (!one.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(HERE + '.' + one)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(HERE + '.' + other)
                            .check(classes);
                }
            }
        }
        noClasses()
                .that()
                .resideInAPackage(HERE + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "reactor..", "dev.tollgate.filter")
                .check(classes);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.tollgate.filter.(**)").should().beFreeOfCycles().check(classes);
    }
}
