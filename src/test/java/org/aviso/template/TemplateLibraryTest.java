package org.aviso.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;
import org.aviso.config.YamlFile;
import org.aviso.language.Languages;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.template.TemplateChoice.Chosen;
import org.aviso.template.TemplateChoice.None;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateLibraryTest {
  private static final TextKey MEMBER_SMS = new TextKey(Owner.MEMBER, Channel.SMS, Level.L1);
  private static final TextKey RELAY_SMS = new TextKey(Owner.RELAY, Channel.SMS, Level.L0);
  private static final TextKey MEMBER_EMAIL = new TextKey(Owner.MEMBER, Channel.EMAIL, Level.L3);
  private static final String GOOD_SMS = "{{sender}}: call {{callback_phone}}. Reply STOP to stop.";
  private static final String PADDING = "A line that fills the opening of this text. ".repeat(5);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"espanol, es", "spanish, es", "sp, es", "mamm, mam"})
  void a_folder_whose_name_is_no_language_is_named_and_inert(String name, String nearest)
      throws Exception {
    write(name, "member.sms.L1.txt", GOOD_SMS);
    write("es-MX", "member.sms.L1.txt", GOOD_SMS);
    TemplateLibrary library =
        TemplateLibrary.read(
            folder.resolve("templates"),
            ForbiddenWords.read(Path.of("config/forbidden-words.yaml")),
            SmsCountries.allTwoWay(),
            Languages.read(Path.of("config/languages.yaml")));
    assertThat(library.languages("notice").keySet())
        .as("a variant of a language is one")
        .containsExactly(new LanguageTag("es-MX"));
    assertThat(library.findings())
        .extracting(Finding::toString)
        .contains(
            "templates/notice/%s: \"%s\" is no language of config/languages.yaml; the nearest is %s"
                    .formatted(name, name, nearest)
                + " — rename the folder, or add the language there; until then its texts are not"
                + " read");
  }

  @Test
  void letters_that_look_alike_are_so_inside_a_word_alone() throws Exception {
    ForbiddenWords words = ForbiddenWords.read(Path.of("config/forbidden-words.yaml"));
    for (String harmless :
        List.of("Iceland 10 am, 1 call", "iey aslio asylurn", "Il est 0 h, o l, 1 o 2", "9l 1pm")) {
      assertThat(words.all(harmless, Level.L0, new LanguageTag("es"))).as(harmless).isEmpty();
    }
    assertThat(words.all("asi|o, c0rte y 1ey", Level.L0, new LanguageTag("es")))
        .extracting(ForbiddenWords.Hit::at)
        .containsExactly(0, 7, 15);
  }

  @Test
  void a_sound_text_is_usable_and_without_findings() throws Exception {
    write("es", "member.sms.L1.txt", GOOD_SMS);
    assertThat(own("es")).isEmpty();
    assertThat(set("es").usable()).containsExactly(MEMBER_SMS);
  }

  /** Every rule: a text that breaks it, and the words of the finding. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          member.sms.L1.txt | {{sender}} {{anumber}} STOP                  | no field {{anumber}}
          member.sms.L1.txt | {{sender}} STOP {{#first_name}}x{{/first_name}} | only plain fields
          member.sms.L1.txt | {{sender}} STOP {{{first_name}}}             | only plain fields
          member.sms.L1.txt | {{sender}} STOP {{&first_name}}              | only plain fields
          member.sms.L1.txt | {{sender}} STOP {{>other}}                   | only plain fields
          member.sms.L1.txt | {{sender}} STOP {{!note}}                    | only plain fields
          member.sms.L1.txt | {{sender}} STOP {{=<% %>=}}                  | only plain fields
          member.sms.L1.txt | {{sender}} STOP }}                           | only plain fields
          relay.sms.L0.txt  | {{sender}} {{organisation}} STOP             | above level L0 call-back
          relay.sms.L0.txt  | {{sender}} {{first_name}} STOP               | above level L0 call-back
          reply.help.txt    | {{sender}} {{organisation}} STOP             | above level L0 call-back
          relay.sms.L0.txt  | {{sender}} is your abogado STOP              | "abogad*" may not be said at level L0
          member.sms.L1.txt | {{sender}} habla de ASILO STOP               | "asil*" may not be said at level L1
          member.sms.L1.txt | {{sender}} writes of asylum STOP             | "asylum*" may not be said
          member.sms.L1.txt | {{sender}} and Al  Otro Lado STOP            | "al otro lado"
          relay.sms.L0.txt  | {{sender}} habla de asilo STOP               | may not be said at level L0
          member.sms.L1.txt | {{sender}} of I.C.E. writes STOP             | "ICE" may not be said at level L1
          member.sms.L1.txt | {{sender}} of D. H. S. writes STOP           | "DHS" may not be said at level L1
          member.sms.L1.txt | {{sender}} of U-S·C_I.S STOP                 | "USCIS" may not be said at level L1
          relay.sms.L0.txt  | {{sender}} is your l\u0430wyer STOP    | "lawyer*" may not be said at level L0
          member.sms.L1.txt | {{sender}} of \u0406\u0421E writes STOP | "ICE" may not be said at level L1
          member.sms.L1.txt | {{sender}} writes of asyIum STOP | "asylum*" may not be said at level L1
          member.sms.L1.txt | {{sender}} habla de as1lo STOP   | "asil*" may not be said at level L1
          member.sms.L1.txt | {{sender}} of lCE writes STOP    | "ICE" may not be said at level L1
          relay.sms.L0.txt  | {{sender}} is no c0urt STOP      | "court*" may not be said at level L0
          member.sms.L1.txt | {{sender}} \u0397\u03BFmeland security STOP | "homeland security"
          member.sms.L1.txt | {{sender}}, {first_name}: STOP               | {first_name} is printed as it stands
          member.sms.L1.txt | {{sender}}, \uFF5B\uFF5Bfirst_name\uFF5D\uFF5D: STOP | {first_name} is printed as it stands
          member.sms.L3.txt | {{sender}}: you are a member STOP            | "you are a member"
          member.sms.L3.txt | {{sender}}: usted es  miembro STOP           | es miembro
          member.sms.L1.txt | Call {{callback_phone}}. STOP                | does not say who sends it
          relay.sms.L0.txt  | {{sender}}: call us                          | names no word that stops
          reply.help.txt    | {{sender}}: call us                          | names no word that stops
          reply.stop.txt    | No more messages                             | does not say who sends it
          relay.sms.L0.txt  | {{sender}}: ask {{asked_for}} to call. STOP  | needs words for when the name
          """)
  void a_text_that_breaks_a_rule_is_named_and_inert(String file, String text, String what)
      throws Exception {
    write("es", "meta.yaml", "direction: ltr\n");
    write("es", file, "\n" + text + "\n");
    assertThat(own("es"))
        .extracting(Finding::what)
        .anySatisfy(said -> assertThat(said).contains(what));
    assertThat(own("es")).extracting(Finding::file).containsOnly("templates/notice/es/" + file);
    assertThat(set("es").usable()).isEmpty();
    assertThat(set("es").usable(Reply.HELP)).isFalse();
    assertThat(set("es").usable(Reply.STOP)).isFalse();
  }

  @Test
  void a_finding_names_the_line() throws Exception {
    write("es", "member.sms.L1.txt", "{{sender}} STOP\n\nSobre su asilo");
    assertThat(own("es")).extracting(Finding::line).containsExactly(3);
  }

  @Test
  void a_word_of_another_language_inside_a_longer_word_is_no_hit() throws Exception {
    write("es", "member.sms.L1.txt", "{{sender}}: la basilica y el servicio. STOP");
    assertThat(own("es")).isEmpty();
  }

  @Test
  void accents_case_and_invisible_characters_hide_no_word() throws Exception {
    write("es", "member.sms.L1.txt", "{{sender}}: DETENCIO\u0301N, as\u200Bilo. STOP");
    assertThat(own("es")).hasSize(2);
  }

  @Test
  void every_forbidden_word_is_named_with_its_line_and_once_a_place() throws Exception {
    write(
        "es",
        "member.sms.L1.txt",
        "{{sender}} STOP\nsobre su asilo y la deportación,\nel ICE, los migratorios\ny su asilo");
    assertThat(own("es"))
        .extracting(finding -> finding.line() + " " + finding.what().split(" ")[0])
        .containsExactly(
            "2 \"asil*\"", "2 \"deport*\"", "3 \"ICE\"", "3 \"migra*\"", "4 \"asil*\"");
  }

  @Test
  void every_forbidden_word_of_the_opening_is_named() throws Exception {
    email("Asunto de asilo del ICE", PADDING + "{{sender}}", PADDING + "{{sender}}");
    assertThat(own("es")).extracting(Finding::what).hasSize(2).allMatch(w -> w.contains("L1"));
    email("Asunto", "{{sender}}: su asilo,\nel ICE. " + PADDING, PADDING + "{{sender}}");
    assertThat(own("es")).extracting(Finding::line).containsExactly(1, 2);
  }

  @Test
  void letters_of_the_languages_own_script_and_ends_of_sentences_hide_nothing() throws Exception {
    write("ru", "member.sms.L1.txt", "{{sender}}: СМС, сор. STOP");
    write("es", "member.sms.L1.txt", "{{sender}}: voy a i. Como D, H y S. {nombre} STOP");
    assertThat(own("ru")).isEmpty();
    assertThat(own("es")).isEmpty();
  }

  @Test
  void a_word_of_the_languages_own_script_is_found_with_letters_of_another() throws Exception {
    write("ru", "relay.sms.L0.txt", "{{sender}}: c\u0443\u0434. STOP");
    assertThat(own("ru")).extracting(Finding::what).singleElement().asString().contains("суд");
  }

  /** An element within a line ends no word; a paragraph does. */
  @Test
  void a_word_divided_by_an_element_within_the_line_is_found() throws Exception {
    email("Asunto", PADDING + "{{sender}}", "{{sender}}: sobre su <b>a</b>silo. " + PADDING);
    assertThat(own("es")).extracting(Finding::what).singleElement().asString().contains("asil*");
    email("Asunto", PADDING + "{{sender}}", "{{sender}}: sobre su <B>a</B>silo. " + PADDING);
    assertThat(own("es")).extracting(Finding::what).singleElement().asString().contains("asil*");
    email("Asunto", PADDING + "{{sender}}", "{{sender}}: a</p><p>silo. " + PADDING);
    assertThat(own("es")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"\u200B", "\u00A0", "\\n", "' \u034F'", "\u3164", "'\u200C\u00A0'"})
  void what_takes_no_room_pushes_no_word_out_of_the_opening(String filler) throws Exception {
    String filled = filler.replace("\\n", "\n").repeat(200) + " su asilo. " + PADDING;
    email("Asunto", "{{sender}}" + filled, PADDING + "{{sender}}");
    assertThat(own("es")).extracting(Finding::what).singleElement().asString().contains("150");
  }

  @Test
  void what_stands_in_the_names_place_is_read_by_the_level_of_the_text() throws Exception {
    write("es", "meta.yaml", "your_relative: su pariente (asilo, ICE)\n");
    write("es", "relay.sms.L0.txt", "{{sender}}: que {{asked_for}} nos llame. STOP");
    write("es", "member.sms.L1.txt", GOOD_SMS);
    assertThat(own("es"))
        .extracting(Finding::what)
        .hasSize(2)
        .allSatisfy(what -> assertThat(what).contains("your_relative", "L0 call-back"));
    assertThat(set("es").usable()).containsExactly(MEMBER_SMS);
  }

  @Test
  void an_inert_text_leaves_the_others_in_force() throws Exception {
    write("es", "member.sms.L1.txt", GOOD_SMS);
    write("es", "relay.sms.L0.txt", "{{sender}} {{organisation}} STOP");
    assertThat(set("es").usable()).containsExactly(MEMBER_SMS);
    assertThat(set("es").usable(RELAY_SMS)).isFalse();
  }

  @Test
  void the_opening_of_an_email_is_l1_at_most() throws Exception {
    email("Asunto de asilo", PADDING + "{{sender}}", PADDING + "{{sender}}");
    assertThat(own("es"))
        .extracting(Finding::file)
        .containsOnly("templates/notice/es/member.email.L3.subject.txt");
    email("Asunto", "{{sender}}: sobre su asilo. " + PADDING, PADDING + "{{sender}}");
    assertThat(own("es")).extracting(Finding::what).singleElement().asString().contains("150");
    email("Asunto", PADDING + "{{sender}}", "{{sender}}: sobre su asilo. " + PADDING);
    assertThat(own("es"))
        .extracting(Finding::file)
        .containsOnly("templates/notice/es/member.email.L3.html");
    email("Asunto", PADDING + "{{sender}} asilo", PADDING + "{{sender}} asilo");
    assertThat(own("es")).isEmpty();
    assertThat(set("es").usable()).containsExactly(MEMBER_EMAIL);
  }

  @Test
  void a_word_that_begins_within_the_opening_and_ends_after_it_counts() throws Exception {
    email("Asunto", "x".repeat(147) + " asilo {{sender}}", PADDING + "{{sender}}");
    assertThat(own("es")).hasSize(1);
  }

  @Test
  void an_email_without_all_its_parts_is_not_usable() throws Exception {
    email("Asunto", PADDING + "{{sender}}", PADDING + "{{sender}}");
    Files.delete(folder.resolve("templates/notice/es/member.email.L3.html"));
    assertThat(set("es").usable()).isEmpty();
    assertThat(read().findings())
        .extracting(Finding::file)
        .contains("templates/notice/es/member.email.L3.html");
  }

  @Test
  void a_subject_has_one_line() throws Exception {
    email("Asunto\nBcc: someone@example.org", PADDING + "{{sender}}", PADDING + "{{sender}}");
    assertThat(own("es")).extracting(Finding::what).contains("a subject has one line");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html lang="es"><body>{{sender}}</body></html>                   | language and direction
          <html lang="es" dir="rtl"><body>{{sender}}</body></html>         | language and direction
          <body>{{sender}}</body>                                          | language and direction
          <html lang="es" dir="ltr"><script>x</script>{{sender}}</html>    | <script> is not allowed
          <html lang="es" dir="ltr"><img alt="">{{sender}}</html>          | <img> is not allowed
          <html lang="es" dir="ltr"><p onclick="x">{{sender}}</p></html>   | runs or loads
          <html lang="es" dir="ltr"><p style="background:url(x)">{{sender}}</p></html> | loads
          <html lang="es" dir="ltr"><a href="{{sender}}">{{sender}}</a></html> | inside a tag
          <html lang="es" dir="ltr"><p style="display: none">{{sender}}</p></html> | attribute hides
          <html lang="es" dir="ltr"><p hidden>{{sender}}</p></html>        | attribute hides
          <html lang="es" dir="ltr"><style>p {font-size:0}</style>{{sender}}</html> | style hides
          <html lang="es" dir="ltr"><style>p {DISPLAY: None}</style>{{sender}}</html> | style hides
          <html lang="es" dir="ltr"><!-- note -->{{sender}}</html>         | comments travel
          <html lang="es" dir="ltr">&#97;&#115;ilo {{sender}}</html>       | only the entities
          """)
  void html_says_its_direction_and_loads_and_hides_nothing(String html, String what)
      throws Exception {
    email("Asunto", PADDING + "{{sender}}", PADDING + "{{sender}}");
    write("es", "member.email.L3.html", html);
    assertThat(own("es"))
        .extracting(Finding::what)
        .anySatisfy(said -> assertThat(said).contains(what));
    assertThat(set("es").usable()).isEmpty();
  }

  @Test
  void control_and_direction_characters_are_named() throws Exception {
    write("es", "member.sms.L1.txt", "{{sender}} STOP \u202E");
    assertThat(own("es"))
        .extracting(Finding::what)
        .containsExactly("holds the control character U+202E");
  }

  @Test
  void an_empty_text_and_one_over_1600_characters_are_inert() throws Exception {
    write("es", "member.sms.L1.txt", "\n");
    assertThat(own("es")).extracting(Finding::what).contains("the text is empty");
    write("es", "member.sms.L1.txt", GOOD_SMS + "x".repeat(1600));
    assertThat(set("es").usable()).isEmpty();
  }

  @Test
  void over_320_characters_is_advice_only() throws Exception {
    write("es", "member.sms.L1.txt", GOOD_SMS + "x".repeat(320));
    assertThat(own("es"))
        .extracting(Finding::what)
        .singleElement()
        .asString()
        .contains("under 320");
    assertThat(set("es").usable()).containsExactly(MEMBER_SMS);
  }

  @Test
  void links_folders_and_unknown_files_are_named_and_not_read() throws Exception {
    write("es", "member.sms.L1.txt", GOOD_SMS);
    write("es", "member.sms.L4.txt", "x");
    write("es", "notes.txt", "x");
    write("es", "member.letter.L3.txt", "x");
    Path home = folder.resolve("templates/notice/es");
    Files.createDirectory(home.resolve("old"));
    Files.createSymbolicLink(home.resolve("relay.sms.L0.txt"), home.resolve("member.sms.L1.txt"));
    Files.createSymbolicLink(folder.resolve("templates/other"), folder.resolve("templates/notice"));
    Files.writeString(folder.resolve("templates/stray.txt"), "x");
    assertThat(read().findings())
        .extracting(Finding::file)
        .contains(
            "templates/notice/es/member.sms.L4.txt",
            "templates/notice/es/notes.txt",
            "templates/notice/es/member.letter.L3.txt",
            "templates/notice/es/old",
            "templates/notice/es/relay.sms.L0.txt",
            "templates/other",
            "templates/stray.txt");
    assertThat(set("es").usable()).containsExactly(MEMBER_SMS);
    assertThat(read().notices()).containsExactly("notice");
  }

  @Test
  void without_a_sound_meta_every_text_of_the_folder_is_inert() throws Exception {
    write("ar", "member.sms.L1.txt", GOOD_SMS);
    write("ar", "meta.yaml", "direction: ltr\n");
    assertThat(set("ar").usable()).isEmpty();
    write("ar", "meta.yaml", "direction: [\n");
    assertThat(set("ar").usable()).isEmpty();
    Files.delete(folder.resolve("templates/notice/ar/meta.yaml"));
    assertThat(set("ar").usable()).isEmpty();
    assertThat(own("ar")).extracting(Finding::what).containsExactly("there is no meta.yaml");
  }

  @Test
  void a_fault_in_meta_hides_no_fault_of_a_text() throws Exception {
    write("ar", "member.sms.L1.txt", "{{sender}}: asylum, {{asked_for}}. STOP");
    for (String meta : List.of("direction: ltr\n", "direction: [\n", "direction: rtl\nx: 1\n")) {
      write("ar", "meta.yaml", meta);
      assertThat(own("ar"))
          .extracting(finding -> finding.file().replaceFirst(".*/", ""))
          .containsExactlyInAnyOrder("meta.yaml", "member.sms.L1.txt");
      assertThat(set("ar").usable()).isEmpty();
    }
  }

  @Test
  void an_unknown_key_in_meta_is_named_and_a_doubtful_placeholder_is_one() throws Exception {
    write("es", "meta.yaml", "direction: ltr\nplaceholder: \"no\"\nreviewer: x\n");
    assertThat(own("es")).extracting(Finding::line).containsExactly(2, 3);
    assertThat(set("es").meta().placeholder()).isTrue();
    write("es", "meta.yaml", "direction: ltr\n");
    assertThat(set("es").meta().placeholder()).isFalse();
  }

  @Test
  void a_mistyped_key_in_meta_makes_the_folder_inert_lest_a_draft_pass_for_final()
      throws Exception {
    write("es", "meta.yaml", "direction: ltr\nplaceholer: true\n");
    write("es", "member.sms.L1.txt", GOOD_SMS);
    assertThat(own("es")).extracting(Finding::line).containsExactly(2);
    assertThat(set("es").usable()).isEmpty();
  }

  @Test
  void every_email_says_how_to_stop_whatever_its_level() throws Exception {
    email("Asunto", PADDING + "{{sender}}", PADDING + "{{sender}}");
    write("es", "member.email.L3.txt", PADDING + "{{sender}}");
    assertThat(own("es"))
        .extracting(Finding::what)
        .containsExactly("the text names no word that stops further messages");
    assertThat(set("es").usable()).isEmpty();
  }

  @Test
  void where_texts_cannot_be_answered_each_gives_a_number_to_call() throws Exception {
    write("es", "member.sms.L1.txt", "{{sender}}: answer STOP to stop.");
    assertThat(own("es")).isEmpty();
    Path table = folder.resolve("sms-countries.yaml");
    Files.writeString(table, "one-way: [NI, SV]\n");
    TemplateLibrary library =
        TemplateLibrary.read(
            folder.resolve("templates"),
            ForbiddenWords.read(Path.of("config/forbidden-words.yaml")),
            SmsCountries.read(table));
    assertThat(library.findings())
        .extracting(Finding::what)
        .contains("the text gives no number to call, and in NI, SV nobody can answer it");
  }

  @Test
  void a_text_few_languages_have_is_called_obsolete_there_and_missing_nowhere() throws Exception {
    for (String tag : List.of("es", "fr", "pt")) {
      write(tag, "member.sms.L1.txt", GOOD_SMS);
    }
    write("pt", "relay.sms.L0.txt", GOOD_SMS);
    assertThat(read().findings())
        .filteredOn(finding -> finding.file().contains("relay"))
        .extracting(finding -> finding.file() + " " + finding.what())
        .containsExactly(
            "templates/notice/pt/relay.sms.L0.txt only 1 of 3 languages have this text");
  }

  @Test
  void the_matrix_tells_complete_incomplete_inert_and_missing_apart() throws Exception {
    email("Asunto", PADDING + "{{sender}}", PADDING + "{{sender}}");
    write("es", "member.sms.L1.txt", GOOD_SMS);
    write("ar", "member.sms.L1.txt", "no sender");
    write("ar", "member.email.L3.txt", PADDING + "{{sender}} STOP");
    TemplateMatrix matrix = read().matrix("notice", level -> ShippedTemplatesTest.SAMPLE);
    assertThat(matrix.texts())
        .containsExactly("member.email.L3", "member.sms.L1", "reply.stop", "reply.help");
    assertThat(matrix.rows())
        .extracting(
            row ->
                row.tag()
                    + " "
                    + row.rightToLeft()
                    + row.cells().values().stream().map(cell -> " " + cell.state().code()).toList())
        .containsExactly(
            "ar true[ incomplete,  inert,  missing,  missing]",
            "es false[ complete,  complete,  missing,  missing]");
    assertThat(matrix.rows().get(1).cells().get("member.sms.L1").segments().segments())
        .isEqualTo(1);
  }

  @Test
  void every_finding_says_file_what_and_mend() throws Exception {
    email("Asunto\nBcc: x", "{{nobody}} asilo", "<script>");
    write("es", "member.sms.L1.txt", "\u202E{{organisation}} asylum");
    write("ar", "meta.yaml", "direction: ltr\nwrong: 1\n");
    write("fr", "other.txt", "x");
    write("fr", "relay.sms.L0.txt", "{{first_name}} {{asked_for}}" + "x".repeat(1_700));
    Files.createDirectories(folder.resolve("templates/notice/not_a_tag"));
    Files.createDirectories(folder.resolve("templates/Notice"));
    assertThat(read().findings())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            finding -> {
              assertThat(finding.file()).startsWith("templates/");
              assertThat(finding.line()).isNotNegative();
              assertThat(finding.what()).isNotBlank();
              assertThat(finding.mend()).isNotBlank();
            });
  }

  @Test
  void bytes_that_are_not_utf8_are_named() throws Exception {
    write("es", "meta.yaml", "direction: ltr\n");
    Files.write(folder.resolve("templates/notice/es/member.sms.L1.txt"), new byte[] {(byte) 0xE9});
    assertThat(own("es")).extracting(Finding::what).containsExactly("is not valid UTF-8");
  }

  @Test
  void the_digest_is_that_of_the_sorted_lines_of_the_folder() throws Exception {
    write("es", "meta.yaml", "direction: ltr\n");
    write("es", "member.sms.L1.txt", GOOD_SMS);
    String meta = FolderDigest.of("direction: ltr\n".getBytes(UTF_8)) + "  meta.yaml\n";
    String text = FolderDigest.of(GOOD_SMS.getBytes(UTF_8)) + "  member.sms.L1.txt\n";
    String sorted = meta.compareTo(text) < 0 ? meta + text : text + meta;
    assertThat(set("es").digest()).isEqualTo(FolderDigest.of(sorted.getBytes(UTF_8)));
    String before = set("es").digest();
    write("es", "member.sms.L1.txt", GOOD_SMS + " ");
    assertThat(set("es").digest()).isNotEqualTo(before);
  }

  @Test
  void a_missing_text_and_a_differing_field_are_named_across_languages() throws Exception {
    for (String tag : List.of("es", "fr", "pt")) {
      write(tag, "member.sms.L1.txt", GOOD_SMS);
      write(tag, "relay.sms.L0.txt", GOOD_SMS);
    }
    Files.delete(folder.resolve("templates/notice/pt/relay.sms.L0.txt"));
    write("fr", "member.sms.L1.txt", "{{sender}}: {{reference}} STOP");
    List<String> said =
        read().findings().stream()
            .filter(finding -> !finding.file().contains("reply"))
            .map(finding -> finding.file() + " " + finding.what())
            .toList();
    assertThat(said)
        .containsExactlyInAnyOrder(
            "templates/notice/pt/relay.sms.L0.txt is missing: pt lacks a text others have",
            "templates/notice/fr/member.sms.L1.txt does not print {{callback_phone}}, as 2 of 3"
                + " languages do",
            "templates/notice/fr/member.sms.L1.txt prints {{reference}}, as 1 of 3 languages do");
    assertThat(set("fr").usable(MEMBER_SMS)).as("differing is not inert").isTrue();
  }

  @Test
  void the_highest_usable_text_not_above_the_limit_is_found() throws Exception {
    write("es", "member.sms.L1.txt", GOOD_SMS);
    write("es", "member.sms.L3.txt", GOOD_SMS);
    write("es", "member.sms.L2.txt", "no sender");
    TemplateSet set = set("es");
    assertThat(set.highest(Owner.MEMBER, Channel.SMS, Level.L3))
        .map(TextKey::level)
        .contains(Level.L3);
    assertThat(set.highest(Owner.MEMBER, Channel.SMS, Level.L2))
        .map(TextKey::level)
        .contains(Level.L1);
    assertThat(set.highest(Owner.MEMBER, Channel.SMS, Level.L0)).isEmpty();
    assertThat(set.highest(Owner.RELAY, Channel.SMS, Level.L3)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          es,      es,      es
          pt,      pt-BR,   pt-BR
          pt-BR,   pt,      pt
          es-GT,   es,      es
          ar-EG,   ar,      ar
          prs,     fa-AF,   fa-AF
          cmn-Hans,zh-Hans, zh-Hans
          zh,      zh-Hans, -
          yue,     zh-Hans, -
          ti,      am,      -
          fa-AF,   fa,      -
          fa,      fa-AF,   -
          pa,      pa-Arab, -
          pa-Arab, pa,      -
          uz,      uz-Cyrl, -
          uz,      uz-Latn, uz-Latn
          uzs,     uz,      -
          mam,     es,      -
          es-GT,   es-MX es-US, -
          pt,      pt-BR pt-PT, pt-BR
          """)
  void a_variant_keeps_language_and_script(String wanted, String there, String chosen)
      throws Exception {
    for (String tag : there.split(" ")) {
      write(tag, "member.sms.L1.txt", GOOD_SMS);
    }
    TemplateChoice choice = read().choose("notice", new LanguageTag(wanted), Map.of());
    if (chosen.equals("-")) {
      assertThat(choice).isInstanceOf(None.class);
    } else {
      assertThat(((Chosen) choice).template().tag()).isEqualTo(new LanguageTag(chosen));
      assertThat(((Chosen) choice).fallback()).isFalse();
    }
  }

  @Test
  void another_language_only_over_a_pair_counsel_listed_and_marked() throws Exception {
    write("es", "member.sms.L1.txt", GOOD_SMS);
    Map<LanguageTag, List<LanguageTag>> pairs =
        Map.of(new LanguageTag("mam"), List.of(new LanguageTag("quc"), new LanguageTag("es")));
    Chosen chosen = (Chosen) read().choose("notice", new LanguageTag("mam"), pairs);
    assertThat(chosen.template().tag().value()).isEqualTo("es");
    assertThat(chosen.fallback()).isTrue();
    assertThat(read().choose("notice", new LanguageTag("kek"), pairs)).isInstanceOf(None.class);
    assertThat(read().choose("other", new LanguageTag("es"), pairs)).isInstanceOf(None.class);
  }

  @Test
  void an_inert_text_cannot_be_rendered() throws Exception {
    write("es", "member.sms.L1.txt", "{{sender}} asilo STOP");
    TemplateSet set = set("es");
    assertThatThrownBy(() -> Renderer.render(set, MEMBER_SMS, ShippedTemplatesTest.SAMPLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("member.sms.L1.txt");
  }

  private void email(String subject, String text, String html) throws IOException {
    write("es", "member.email.L3.subject.txt", subject);
    write("es", "member.email.L3.txt", text + " STOP");
    write(
        "es",
        "member.email.L3.html",
        "<html lang=\"es\" dir=\"ltr\"><body><p>" + html + " STOP</p></body></html>");
  }

  private void write(String tag, String file, String text) throws IOException {
    Path home = Files.createDirectories(folder.resolve("templates/notice").resolve(tag));
    if (!file.equals("meta.yaml") && !Files.exists(home.resolve("meta.yaml"))) {
      Files.writeString(home.resolve("meta.yaml"), "your_relative: su familiar\n");
    }
    Files.writeString(home.resolve(file), text);
  }

  private TemplateLibrary read() throws YamlFile.Malformed {
    return TemplateLibrary.read(
        folder.resolve("templates"), ForbiddenWords.read(Path.of("config/forbidden-words.yaml")));
  }

  private TemplateSet set(String tag) throws YamlFile.Malformed {
    return read().find("notice", new LanguageTag(tag)).orElseThrow();
  }

  /** Findings about the texts that are there, gaps left out. */
  private List<Finding> own(String tag) throws YamlFile.Malformed {
    return read().findings().stream()
        .filter(finding -> finding.file().startsWith("templates/notice/" + tag))
        .filter(finding -> !finding.what().contains("is missing"))
        .toList();
  }
}
