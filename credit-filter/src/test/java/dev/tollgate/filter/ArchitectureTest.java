package dev.tollgate.filter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The gate's place in the house: above the ledger, beside the admin API, with HTTP at its doors only. */
final class ArchitectureTest {

    private static final String ROOT = "dev.tollgate.filter";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void imports_downward_only() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tollgate.admin..", "dev.tollgate.app..", "dev.tollgate.simulator..")
                .check(MAIN);
    }

    @Test
    void keeps_http_and_spring_at_its_doors() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".gateway..", ROOT + ".autoconfigure..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "reactor.netty..", "io.netty..")
                .because("another door must find the same gate behind it")
                .check(MAIN);
    }

    @Test
    void knows_a_providers_json_in_its_dialects_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".dialect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..")
                .check(MAIN);
    }

    @Test
    void keeps_and_answers_nothing_in_floating_point() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Double.class, Float.class)
                .check(MAIN);
        for (Class<?> floating : List.of(double.class, float.class)) {
            fields().should().notHaveRawType(floating).check(MAIN);
            methods().should().notHaveRawReturnType(floating).check(MAIN);
        }
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
    void never_blocks() {
        noClasses()
                .should()
                .callMethod(reactor.core.publisher.Mono.class, "block")
                .orShould()
                .callMethod(reactor.core.publisher.Flux.class, "blockLast")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
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
        assertThat(described).isEqualTo(all).hasSizeGreaterThan(8);
    }
}
