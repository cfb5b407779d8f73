package dev.tollgate.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The module's place in the house: above pricing, below everything else. */
final class ArchitectureTest {

    private static final String ROOT = "dev.tollgate.ledger";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void imports_neither_spring_nor_a_room_above_it() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tollgate.filter..",
                        "dev.tollgate.admin..",
                        "dev.tollgate.app..",
                        "dev.tollgate.simulator..",
                        "org.springframework..")
                .because("imports run downward only (ARCHITECTURE.md, 1)")
                .check(MAIN);
    }

    @Test
    void counts_no_money_in_floating_point() {
        noFields()
                .should()
                .haveRawType(double.class)
                .orShould()
                .haveRawType(float.class)
                .because("money and tokens are whole numbers")
                .check(MAIN);
        for (JavaClass type : MAIN) {
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                assertThat(unit.getRawParameterTypes())
                        .as(unit.getFullName())
                        .noneMatch(parameter ->
                                parameter.isEquivalentTo(double.class) || parameter.isEquivalentTo(float.class));
            }
        }
    }

    @Test
    void has_no_catch_all_names() {
        classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .check(MAIN);
    }

    @Test
    void has_no_cycles_between_its_feature_packages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
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
