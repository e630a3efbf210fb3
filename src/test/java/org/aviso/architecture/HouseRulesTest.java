package org.aviso.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules of the house that a compiler does not know. CONTRIBUTING.md tells them in words. */
@AnalyzeClasses(packages = "org.aviso", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {
  /** In the order the data meets them. */
  private static final List<String> STAGES =
      List.of(
          "config", "person", "intake", "language", "template", "routing", "delivery", "outcome");

  private static final String[] STAGE_PACKAGES =
      STAGES.stream().map(HouseRulesTest::room).toArray(String[]::new);

  @ArchTest
  static void a_stage_imports_only_what_stands_left_of_it(JavaClasses house) {
    for (int at = 0; at < STAGES.size(); at++) {
      String[] left =
          STAGES.subList(0, at + 1).stream().map(HouseRulesTest::room).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(room(STAGES.get(at)))
          .should()
          .dependOnClassesThat(resideInAPackage("org.aviso..").and(not(resideInAnyPackage(left))))
          .because("data goes one way: " + String.join(" → ", STAGES))
          .allowEmptyShould(true)
          .check(house);
    }
  }

  @ArchTest
  static final ArchRule camel_lives_in_one_room =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.aviso.pipeline..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.camel..")
          .because("the domain must read, and be tested, without Camel");

  @ArchTest
  static final ArchRule sql_lives_in_one_room =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.aviso.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "javax.sql..", "com.zaxxer..", "org.flywaydb..", "org.sqlite..")
          .because("the ledger alone says what is true, so it alone speaks SQL");

  @ArchTest
  static final ArchRule only_commands_print =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.aviso.cli..")
          .and(not(programs()))
          .should(ACCESS_STANDARD_STREAMS)
          .because("stdout carries a command's result alone, and what is printed may be personal");

  @ArchTest
  static final ArchRule names_say_what_a_class_does =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl)")
          .because("such a name says that nobody knew what the class is for");

  @ArchTest
  static final ArchRule dates_are_of_java_time =
      noClasses()
          .that()
          .resideInAnyPackage(STAGE_PACKAGES)
          .and()
          .resideOutsideOfPackage("org.aviso.delivery.email..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.util\\.(Date|Calendar|GregorianCalendar)|java\\.text\\.SimpleDateFormat")
          .because(
              "a mutable date without a zone misdates notices; only the mail API asks for one");

  @ArchTest
  static final ArchRule time_is_injected =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.aviso.cli..", "org.aviso.pipeline..")
          .should()
          .callCodeUnitWhere(readsTheWallClock())
          .because("due times are tested with a fixed clock and demonstrated with a skipping one");

  @ArchTest
  static final ArchRule nobody_sleeps =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .because("a sleep is either too short or too long; wait for what is awaited");

  @ArchTest
  static final ArchRule no_java_serialisation_of_what_was_read =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.io\\.ObjectInputStream|javax\\.script\\..*|org\\.snakeyaml\\.engine\\.v2\\.api\\.Load")
          .because("files people write are data; YAML is read by YamlFile, nothing is evaluated");

  @ArchTest
  static final ArchRule the_parts_around_the_stages_are_not_imported_by_them =
      classes()
          .that()
          .resideInAnyPackage(
              "org.aviso.ledger..",
              "org.aviso.pipeline..",
              "org.aviso.monitor..",
              "org.aviso.report..",
              "org.aviso.cli..",
              "org.aviso.sandbox..")
          .should()
          .onlyHaveDependentClassesThat(
              resideInAPackage("org.aviso..").and(not(resideInAnyPackage(STAGE_PACKAGES))))
          .because("stages decide, the rest of the house carries out");

  @ArchTest
  static void every_package_says_what_it_takes_gives_and_may_touch(JavaClasses house) {
    Set<String> described =
        packageInfos(Path.of(System.getProperty("aviso.root", ""), "src/main/java"));

    assertThat(house.getPackage("org.aviso").getSubpackagesInTree())
        .filteredOn(room -> !room.getClasses().isEmpty())
        .extracting(JavaPackage::getName)
        .isSubsetOf(described);
  }

  private static Set<String> packageInfos(Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.endsWith("package-info.java"))
          .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DescribedPredicate<JavaCall<?>> readsTheWallClock() {
    return DescribedPredicate.describe(
        "read the wall clock",
        call -> {
          String owner = call.getTargetOwner().getName();
          boolean now = call.getName().equals("now") && owner.startsWith("java.time.");
          boolean withoutClock =
              call.getTarget().getRawParameterTypes().stream()
                  .noneMatch(type -> type.isEquivalentTo(Clock.class));
          return (now && withoutClock)
              || (call.getName().equals("currentTimeMillis") && owner.equals("java.lang.System"));
        });
  }

  private static DescribedPredicate<JavaClass> programs() {
    return DescribedPredicate.describe(
        "programs of their own", type -> type.tryGetMethod("main", String[].class).isPresent());
  }

  private static String room(String stage) {
    return "org.aviso." + stage + "..";
  }
}
