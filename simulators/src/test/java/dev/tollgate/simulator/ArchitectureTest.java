package dev.tollgate.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The module's place in the house: at its edge, importing no other room. */
final class ArchitectureTest {
    private static final String ROOT = "dev.tollgate.simulator";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void imports_no_other_module_and_no_spring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tollgate.pricing..",
                        "dev.tollgate.ledger..",
                        "dev.tollgate.filter..",
                        "dev.tollgate.admin..",
                        "dev.tollgate.app..",
                        "org.springframework..")
                .check(MAIN);
    }

    @Test
    void has_no_cycles_between_packages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void has_no_catch_all_names() {
        classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .check(MAIN);
    }

    @Test
    void describes_each_package_and_marks_it_for_null_checks() {
        Set<String> all = new TreeSet<>();
        Set<String> described = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (!type.getSimpleName().equals("package-info")) {
                all.add(type.getPackageName());
            } else if (type.isAnnotatedWith(NullMarked.class)) {
                described.add(type.getPackageName());
            }
        }

        assertThat(all).hasSizeGreaterThanOrEqualTo(3);
        assertThat(described).isEqualTo(all);
    }
}
