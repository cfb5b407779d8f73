package dev.tollgate.app;

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

/** The program stands on top of all modules; its own packages point one way: cli, then the rest, then startup. */
final class ArchitectureTest {

    private static final String ROOT = "dev.tollgate.app";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void has_no_cycles_between_packages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".startup..", ROOT + ".database..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".cli..")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".cli..")
                .check(MAIN);
    }

    @Test
    void knows_the_simulators_in_the_demo_only() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Prices")
                .and()
                .doNotHaveSimpleName("DemoStripe")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tollgate.simulator..")
                .check(MAIN);
    }

    @Test
    void starts_a_gateway_for_no_command_but_its_own() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli..")
                .and()
                .doNotHaveSimpleName("TollgateCommand")
                .and()
                .doNotHaveSimpleName("Greeting")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Gateway.class.getName())
                .check(MAIN);
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

        assertThat(all).hasSizeGreaterThanOrEqualTo(4);
        assertThat(described).isEqualTo(all);
    }
}
