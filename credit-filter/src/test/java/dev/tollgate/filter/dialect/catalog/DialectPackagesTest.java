package dev.tollgate.filter.dialect.catalog;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A wire format is a folder that nothing else knows. */
final class DialectPackagesTest {

    private static final String HERE = "dev.tollgate.filter.dialect";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HERE);

    @Test
    void dialects_know_neither_each_other_nor_the_gate() {
        noClasses()
                .that()
                .resideInAPackage(HERE + ".openai")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HERE + ".anthropic")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(HERE + ".anthropic")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HERE + ".openai")
                .check(classes);
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
