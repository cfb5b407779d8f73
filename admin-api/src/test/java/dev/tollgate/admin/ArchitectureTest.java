package dev.tollgate.admin;

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

/** The module's place in the house: above ledger and pricing, beside the filter, below the program. */
final class ArchitectureTest {

    private static final String ROOT = "dev.tollgate.admin";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void imports_neither_the_filter_nor_the_program_nor_the_simulators() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tollgate.filter..", "dev.tollgate.app..", "dev.tollgate.simulator..")
                .check(MAIN);
    }

    @Test
    void has_no_cycles_between_packages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".*..")
                .check(MAIN);
    }

    @Test
    void keeps_its_controllers_to_itself() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .bePackagePrivate()
                .check(MAIN);
    }

    @Test
    void has_no_floating_point_and_no_catch_all_names() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(double.class, float.class, Double.class, Float.class)
                .check(MAIN);
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

        assertThat(all).hasSizeGreaterThanOrEqualTo(5);
        assertThat(described).isEqualTo(all);
    }
}
