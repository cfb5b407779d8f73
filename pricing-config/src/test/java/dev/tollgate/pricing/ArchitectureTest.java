package dev.tollgate.pricing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tollgate.pricing");

    private static final DescribedPredicate<JavaClass> FLOATING = DescribedPredicate.describe(
            "floating point",
            type -> type.isEquivalentTo(double.class)
                    || type.isEquivalentTo(float.class)
                    || type.isEquivalentTo(Double.class)
                    || type.isEquivalentTo(Float.class));

    @Test
    void imports_the_jdk_and_the_readers_of_yaml_and_json_only() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tollgate.pricing..",
                        "java..",
                        "org.snakeyaml.engine..",
                        "tools.jackson..",
                        "org.jspecify..")
                .because("pricing is plain arithmetic: no Spring, no database, no other room of the house")
                .check(CLASSES);
    }

    @Test
    void reads_json_only_to_import_the_prices_of_others() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..importer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .because("our own file is YAML")
                .check(CLASSES);
    }

    @Test
    void touches_no_database_and_no_network() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.net.http..")
                .because("a price book answers from memory")
                .check(CLASSES);
    }

    @Test
    void reads_no_clock_of_its_own() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time is passed in")
                .check(CLASSES);
    }

    @Test
    void the_values_do_not_know_how_they_are_written() {
        noClasses()
                .that()
                .resideInAPackage("dev.tollgate.pricing")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..yaml..")
                .because("a book may come from elsewhere than YAML")
                .check(CLASSES);
        slices().matching("dev.tollgate.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void has_no_floating_point() {
        fields().should().notHaveRawType(FLOATING).check(CLASSES);
        methods().should(haveNoFloatingPoint()).check(CLASSES);
    }

    @Test
    void has_no_names_that_say_nothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .check(CLASSES);
    }

    @Test
    void every_package_says_what_it_is_for_and_is_null_marked() {
        List<String> packages = List.of(
                "dev.tollgate.pricing",
                "dev.tollgate.pricing.compare",
                "dev.tollgate.pricing.importer",
                "dev.tollgate.pricing.yaml",
                "dev.tollgate.pricing.yaml.shape");
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(packages);
        for (String name : packages) {
            JavaPackage found = CLASSES.getPackage(name);
            assertThat(found.isAnnotatedWith(NullMarked.class)).as(name).isTrue();
        }
    }

    private static ArchCondition<JavaCodeUnit> haveNoFloatingPoint() {
        return new ArchCondition<>("have no floating point in their signatures") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean floating = FLOATING.test(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream().anyMatch(FLOATING);
                if (floating) {
                    events.add(SimpleConditionEvent.violated(unit, unit.getDescription()));
                }
            }
        };
    }
}
