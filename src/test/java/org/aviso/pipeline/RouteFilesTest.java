package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aviso.config.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteFilesTest {
  private static final Path REAL = Path.of(System.getProperty("aviso.root", ""), "routes");

  @TempDir Path temp;
  private Path routes;

  @BeforeEach
  void a_folder_with_two_good_routes() throws IOException {
    routes = Files.createDirectory(temp.resolve("routes"));
    write(
        "10-intake",
        """
        - route:
            id: 10-intake
            description: A file becomes rows.
            from:
              uri: file:inbox
              parameters: { delete: true, readLock: changed }
              steps:
                - bean: { ref: intake, method: take }
                - choice:
                    when:
                      - simple: "${header.AvisoFormat} == 'csv'"
                        steps:
                          - to: direct:20-plan
                    otherwise:
                      steps:
                        - setBody: { method: { ref: intake, method: refuse } }
                        - to: { uri: direct, parameters: { name: 20-plan } }
        """);
    write(
        "20-plan",
        """
        - route:
            id: 20-plan
            description: Rows become plans.
            autoStartup: "{{aviso.plan.here}}"
            from:
              uri: direct:20-plan
              steps:
                - bean: { ref: planner, method: plan }
        """);
    write(
        "00-errors",
        """
        - routeConfiguration:
            description: What breaks is recorded, never lost.
            onException:
              - onException:
                  exception: [java.lang.Exception]
                  handled: { constant: "true" }
                  steps:
                    - bean: { ref: failures, method: record }
        """);
  }

  @Test
  void the_routes_of_the_house_have_no_findings() {
    assertThat(RouteFiles.check(REAL)).isEmpty();
    assertThat(REAL).isDirectoryContaining("glob:**.camel.yaml");
  }

  @Test
  void good_routes_have_no_findings() {
    assertThat(RouteFiles.check(routes)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # a step in place of the bean                              | what the finding says
          beanz: { ref: planner }                                    | unknown key "beanz"
          bean: { reff: planner }                                    | unknown key "reff"
          filter: { constant: "true", stepz: [] }                    | unknown key "stepz"
          choice: { when: [ { constant: "true", steps: [ { beanz: { ref: x } } ] } ] } | unknown key "beanz"
          setHeader: { name: A, expression: { simpl: "${body}" } }   | language "simpl"
          toD: "direct:20-plan"                                      | step "toD"
          toD: { uri: "twilio:${body}" }                             | step "toD"
          log: "${body}"                                             | step "log"
          script: { groovy: "1" }                                    | step "script"
          recipientList: { header: To }                              | step "recipientList"
          setBody: { groovy: "1" }                                   | language "groovy"
          setBody: { expression: { jsonpath: "$.a" } }               | language "jsonpath"
          setBody: { simple: "${bean:planner?method=x}" }            | does more than read one value
          setBody: { simple: { expression: "${body} and ${body}" } } | does more than read one value
          setHeader: { name: "${body}", constant: "1" }              | an expression stands where
          to: "file:out?fileName=${body}"                            | an expression stands where
          to: { uri: "file:out", parameters: { fileName: "${header.x}" } } | an expression stands where
          to: log:everything                                         | endpoint log: is refused
          to: { uri: "log", parameters: { loggerName: x } }          | endpoint log: is refused
          to: seda:later                                             | endpoint seda: is refused
          wireTap: { uri: "direct:nobody" }                          | direct:nobody has no route
          to: direct:nobody                                          | direct:nobody has no route
          to: { uri: direct, parameters: { name: nobody } }          | direct:nobody has no route
          """)
  void a_wrong_step_is_found_at_its_line(String step, String what) throws IOException {
    write(
        "20-plan",
        """
        - route:
            id: 20-plan
            description: Rows become plans.
            from:
              uri: direct:20-plan
              steps:
                - %s
        """
            .formatted(step));

    assertThat(RouteFiles.check(routes))
        .anySatisfy(
            finding -> {
              assertThat(finding.file()).isEqualTo("routes/20-plan.camel.yaml");
              assertThat(finding.line()).isEqualTo(7);
              assertThat(finding.what()).contains(what);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id: 20-plan                      | id: plan          | route id "plan" is not the file's name
          description: Rows become plans.  | group: x          | route has no description
          uri: direct:20-plan              | uri: direct:other | direct:20-plan has no route
          - route:                         | - rout:           | unknown key "rout"
          """)
  void a_route_is_named_as_its_file_described_and_connected(
      String line, String instead, String what) throws IOException {
    Path file = routes.resolve("20-plan.camel.yaml");
    Files.writeString(file, Files.readString(file).replace(line, instead));

    assertThat(RouteFiles.check(routes))
        .extracting(Finding::what)
        .anyMatch(found -> found.contains(what));
  }

  @Test
  void error_handling_that_holds_only_for_routes_that_name_it_is_refused() throws IOException {
    Path file = routes.resolve("00-errors.camel.yaml");
    Files.writeString(
        file, Files.readString(file).replace("description:", "id: 00-errors\n    description:"));

    assertThat(RouteFiles.check(routes))
        .extracting(Finding::line, Finding::what)
        .containsExactly(
            tuple(2, "a routeConfiguration with an id holds only for the routes that name it"));
  }

  @Test
  void a_switch_is_true_false_or_a_placeholder() throws IOException {
    Path file = routes.resolve("20-plan.camel.yaml");
    Files.writeString(file, Files.readString(file).replace("{{aviso.plan.here}}", "perhaps"));

    assertThat(RouteFiles.check(routes))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("boolean expected"));
  }

  @Test
  void two_routes_in_one_file_are_refused() throws IOException {
    Path file = routes.resolve("20-plan.camel.yaml");
    Files.writeString(file, Files.readString(file).repeat(2));

    assertThat(RouteFiles.check(routes)).extracting(Finding::what).contains("holds 2 entries");
  }

  @Test
  void a_file_camel_would_skip_by_its_name_is_found() throws IOException {
    Files.writeString(routes.resolve("30-dispatch.yaml"), "[]");

    assertThat(RouteFiles.check(routes))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("so Camel skips it"));
  }

  @Test
  void counsels_folder_below_is_not_a_route() throws IOException {
    Path counsel = Files.createDirectories(routes.resolve("counsel/class-notice"));
    Files.writeString(counsel.resolve("routing.yaml"), "notice: class-notice");

    assertThat(RouteFiles.check(routes)).isEmpty();
  }

  private void write(String name, String yaml) throws IOException {
    Files.writeString(routes.resolve(name + ".camel.yaml"), yaml);
  }
}
