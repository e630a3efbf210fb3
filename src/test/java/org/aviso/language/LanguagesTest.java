package org.aviso.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.aviso.config.YamlFile;
import org.aviso.language.LanguageDecision.Ambiguous;
import org.aviso.language.LanguageDecision.How;
import org.aviso.language.LanguageDecision.Known;
import org.aviso.language.LanguageDecision.Unknown;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTest {
  private Languages languages;

  @TempDir Path folder;

  @BeforeEach
  void read() throws YamlFile.Malformed {
    languages = Languages.read(Path.of("config/languages.yaml"));
  }

  @Test
  void the_shipped_table_is_free_of_findings() {
    assertThat(languages.findings()).isEmpty();
  }

  /** The government's codes are not ISO codes: each of these reads otherwise there. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          CRE, ht,  ISO cre is Cree
          MAN, zh,  ISO man is Mandingo
          QUI, quc, ISO qui is Quileute
          KON, kjb, ISO kon is Kongo
          TIG, ti,  ISO tig is Tigre
          ROM, ro,  ISO rom is Romany
          IFA, fa,  ISO ifa is Ifugao
          FAE, fa-AF, ISO has none
          TAG, tl,  ISO tag is Tagoi
          CAN, yue, ISO can is Chambri
          FOO, cdo, ISO foo is Foodo
          PUN, pa,  ISO pun is Pubian
          """)
  void government_codes_are_not_read_as_iso(String code, String tag, String iso) {
    assertThat(tag(code, null)).as(iso).isEqualTo(tag);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          SP, es
          SPANISH, es
          Español, es
          'ESPANOL', es
          POR, pt
          Portuguese, pt
          HAITIAN CREOLE, ht
          MANDARIN, zh
          普通话, zh
          CANTONESE, yue
          FOO CHOW, cdo
          PUNJABI, pa
          ਪੰਜਾਬੀ, pa
          RUS, ru
          HIN, hi
          BEN, bn
          AR, ar
          العربية, ar
          FR, fr
          français, fr
          TU, tr
          NEP, ne
          UR, ur
          AMH, am
          አማርኛ, am
          TIGRINYA, ti
          SOM, so
          LIN, ln
          WLF, wo
          GEO, ka
          ARM, hy
          ALB, sq
          PUS, ps
          UZB, uz
          MAM, mam
          QUICHE, quc
          K’iche’, quc
          KEK, kek
          KEKCHI, kek
          W. KONJOBAL, knj
          POU, fuc
          FUF, fuf
          VIETNAMESE, vi
          Tiếng Việt, vi
          """)
  void names_and_codes_of_the_lists_map_to_their_tag(String cell, String tag) {
    assertThat(tag(cell, null)).isEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SP   ", "  sp", "\u00A0SP\u00A0", "S\u200BP", "Spanish.", "SPANISH\t", "ＳＰ"})
  void padding_case_and_width_do_not_matter(String cell) {
    assertThat(tag(cell, null)).isEqualTo("es");
  }

  @Test
  void accents_match_whether_composed_or_not_or_left_out() {
    assertThat(tag("ESPAN\u0303OL", null)).isEqualTo("es");
    assertThat(tag("ESPA\u00D1OL", null)).isEqualTo("es");
    assertThat(tag("PORTUGUES", null)).isEqualTo("pt");
  }

  @Test
  void vowel_signs_of_other_scripts_are_no_accents() {
    assertThat(tag("हिंदी", null)).isEqualTo("hi");
    assertThat(languages.decide("हद", null)).isInstanceOf(Unknown.class);
  }

  @Test
  void casing_is_that_of_the_root_locale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertThat(tag("haitian creole", null)).isEqualTo("ht");
      assertThat(Languages.read(Path.of("config/languages.yaml")).decide("hindi", null))
          .isInstanceOf(Known.class);
    } catch (YamlFile.Malformed e) {
      throw new AssertionError(e);
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          CREOLE,   HT, ht
          PUNJABI,  PK, pa-Arab
          PUN,      PK, pa-Arab
          UZB,      AF, uzs
          FARSI,    IR, fa
          FARSI,    AF, fa-AF
          PIDGIN,   NG, pcm
          PIDGIN,   CM, wes
          """)
  void some_words_mean_a_language_by_nationality(String cell, String nationality, String tag) {
    assertThat(languages.decide(cell, nationality))
        .isEqualTo(new Known(new LanguageTag(tag), How.ALIAS_WITH_NATIONALITY));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          CREOLE, CV
          CREOLE,
          KREYOL, DO
          FARSI,
          PIDGIN, GH
          """)
  void a_conditional_word_is_held_for_any_other_nationality(String cell, String nationality) {
    assertThat(languages.decide(cell, nationality)).isInstanceOf(Ambiguous.class);
  }

  @Test
  void punjabi_is_gurmukhi_outside_pakistan() {
    assertThat(tag("PUNJABI", "IN")).isEqualTo("pa");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GT", "MX", "HN"})
  void nationality_never_implies_spanish(String nationality) {
    assertThat(languages.decide("", nationality)).isInstanceOf(Unknown.class);
    assertThat(languages.decide("UNK", nationality)).isInstanceOf(Unknown.class);
    assertThat(tag("MAM", nationality)).isEqualTo("mam");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"MIXTECO", "Zapoteco", "QUECHUA", "FUL", "CHINESE", "KURDISH", "MAYAN", "ASL"})
  void families_are_asked_about(String cell) {
    assertThat(languages.decide(cell, "MX")).isInstanceOf(Ambiguous.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SPANISH/MAM          | es mam
          MAM, SPANISH         | mam es
          MAM Y ESPAÑOL        | mam es
          SPANISH & QUICHE     | es quc
          SPANISH (MAM)        | es mam
          SPANISH MAM          | es mam
          Spanish / Mixteco    | es
          SPANISH OR UNKNOWN   | es
          FARSI/DARI           | fa fa-AF
          Dari, Farsi          | fa-AF fa
          FARSI & DARI         | fa fa-AF
          DARI+FARSI           | fa-AF fa
          DARI; FARSI          | fa-AF fa
          FARSI\uFF0FDARI      | fa fa-AF
          DARI\u060C FARSI     | fa-AF fa
          FARSI/DARI, DARI     | fa fa-AF
          SPANISH/FARSI DARI   | es fa-AF
          PIDGIN/ENGLISH       | pcm wes kri en
          ARABIC/HASSANIYA     | ar mey
          """)
  void two_languages_in_one_cell_are_held_and_the_first_is_offered_first(String cell, String tags) {
    LanguageDecision decision = languages.decide(cell, "GT");
    assertThat(decision).isInstanceOf(Ambiguous.class);
    assertThat(((Ambiguous) decision).candidates())
        .extracting(LanguageTag::value)
        .containsExactly(tags.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SPANISH?             | es
          SPANISH ?            | es
          SPANISH (?)          | es
          ¿Español?            | es
          ? MAM                | mam
          SPANISH / ???        | es
          SPANISH\uFF1F        | es
          العربية؟             | ar
          CREOLE?              | ht kea pov
          SPANISH OR           | es
          SPANISH O            | es
          SPANISH AND          | es
          OR SPANISH           | es
          Y ESPAÑOL            | es
          SPANISH OR OR MAM    | es mam
          SPANISH /            | es
          / SPANISH            | es
          SPANISH &            | es
          SPANISH +            | es
          """)
  void a_doubt_of_the_writers_is_held_and_the_reading_is_offered(String cell, String tags) {
    LanguageDecision decision = languages.decide(cell, "GT");
    assertThat(decision).isInstanceOf(Ambiguous.class);
    assertThat(((Ambiguous) decision).candidates())
        .extracting(LanguageTag::value)
        .containsExactly(tags.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROBABLY SPANISH",
        "SPANISH PROBABLY",
        "MAYBE SPANISH",
        "NOT SPANISH",
        "NO SPANISH",
        "SPANISH (A LITTLE)",
        "UNKNOWN?",
        "KLINGON?",
        "ESPA?OL",
        "OR",
        "Y/O",
        "?/?"
      })
  void a_doubt_about_nothing_the_table_knows_is_unknown(String cell) {
    assertThat(languages.decide(cell, "GT")).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      textBlock =
          """
          SPANISH,     SPA,             true
          Español,     CASTELLANO,      true
          PUN,         PUNJABI,         true
          FARSI,       PERSIAN,         true
          CHINESE,     CHINO,           true
          SPANISH/MAM, SPANISH Y MAM,   true
          SPANISH?,    SPA ?,           true
          SPANISH,     MAM,             false
          SPANISH,     SPANISH?,        false
          PUNJABI,     EASTERN PUNJABI, false
          UZBEK,       ЎЗБЕК,           false
          FARSI,       DARI,            false
          MIXTECO ALTO, MIXTECO BAJO,   false
          KLINGON,     DOTHRAKI,        false
          KLINGON,     KLINGON,         false
          """)
  void two_words_are_the_same_when_no_nationality_tells_them_apart(
      String one, String other, boolean same) {
    assertThat(languages.same(one, other)).isEqualTo(same);
    assertThat(languages.same(other, one)).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          SPANISH,  ,
          CREOLE,   ambiguous_language
          SPANISH?, ambiguous_language
          KLINGON,  no_language
          ???,      no_language
          ,         no_language
          IXIL,     oral_language
          """)
  void of_each_cell_it_is_said_what_keeps_a_text_from_being_an_answer(String cell, String code) {
    assertThat(languages.doubt(cell, "GT").map(HoldReason::code))
        .isEqualTo(java.util.Optional.ofNullable(code));
  }

  @Test
  void near_words_are_words_that_mean_one_language() {
    assertThat(languages.mend("SPANISCH", null)).contains("SPANISH");
    assertThat(languages.mend("CREOL", null)).doesNotContain("CREOLE,");
    assertThat(languages.mend("SPANISH?", null)).contains("such as SPANISH");
    assertThat(languages.mend("CREOLE", "GT")).contains("HAITIAN CREOLE", "CAPE VERDEAN");
    assertThat(languages.mend("MIXTECO", null)).contains("Mixtec is a family");
    assertThat(languages.mend("x".repeat(2_000), null)).doesNotContain("nearest", "xxx");
  }

  @Test
  void one_language_under_two_names_is_known() {
    assertThat(languages.decide("SPANISH / ESPAÑOL", null))
        .isEqualTo(new Known(new LanguageTag("es"), How.NAMED_TWICE));
    assertThat(tag("QUICHE (K'ICHE')", null)).isEqualTo("quc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FARSI DARI           | fa-AF
          FARSI (DARI)         | fa-AF
          FARSI, EASTERN       | fa-AF
          W/KONJOBAL           | knj
          CREOLE, HAITIAN      | ht
          CHINESE, MANDARIN    | zh
          UZBEK, AFGHAN        | uzs
          ROMANIAN/MOLDOVAN    | ro
          SPANISH,             | es
          """)
  void a_separator_within_one_name_parts_no_languages(String cell, String tag) {
    assertThat(tag(cell, null)).isEqualTo(tag);
  }

  @Test
  void two_languages_that_are_one_by_nationality_are_known() {
    assertThat(tag("FARSI/DARI", "AF")).isEqualTo("fa-AF");
    assertThat(languages.decide("FARSI/DARI", "IR")).isInstanceOf(Ambiguous.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNK", "???", "N/A", "NONE", "unknown", "?", "---", "", "  ", "XXX"})
  void ways_of_saying_unknown_are_unknown(String cell) {
    assertThat(languages.decide(cell, "GT")).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"es-419", "zh-Hans", "hat", "cmn", "Klingon", "SPANISH Klingon", "ZZ"})
  void what_is_not_in_the_table_is_unknown_even_if_it_is_a_tag(String cell) {
    assertThat(languages.decide(cell, "HT")).isInstanceOf(Unknown.class);
  }

  @Test
  void a_short_code_is_quoted_and_a_longer_cell_is_not() {
    assertThat(((Unknown) languages.decide("QQ", null)).because())
        .isEqualTo("LANGUAGE \"QQ\" is not in config/languages.yaml");
    assertThat(((Unknown) languages.decide("SAMPLE PERSON", null)).because())
        .doesNotContainIgnoringCase("sample");
    assertThat(languages.decide("x".repeat(100_000), null)).isInstanceOf(Unknown.class);
  }

  @Test
  void a_language_can_be_marked_as_not_read() {
    assertThat(languages.audio(new LanguageTag("ixl"))).isTrue();
    assertThat(languages.audio(new LanguageTag("es"))).isFalse();
  }

  @Test
  void staff_see_the_english_name() {
    assertThat(languages.name(new LanguageTag("fa-AF"))).contains("Dari");
    assertThat(languages.name(new LanguageTag("eo"))).isEmpty();
  }

  @Test
  void an_alias_that_is_another_languages_iso_code_is_a_finding() throws Exception {
    Languages table = table("languages:\n  ht:\n    name: Haitian Creole\n    aliases: [CRE]\n");
    assertThat(table.findings()).hasSize(1);
    assertThat(table.findings().get(0).what()).contains("\"CRE\"").contains("Cree");
    assertThat(table.findings().get(0).line()).isEqualTo(2);
    assertThat(table("languages: { ht: { name: H, not-iso: [CRE] } }").findings()).isEmpty();
  }

  @Test
  void an_alias_with_two_meanings_is_a_finding_and_held() throws Exception {
    for (String yaml :
        List.of(
            "languages: { pt: { name: P, aliases: [FOO] }, es: { name: S, aliases: [foo] } }",
            "languages: { es: { name: S, aliases: [FOO] } }\nunknown: [FOO]",
            "languages: { es: { name: S, aliases: [FOO] } }\n"
                + "ask: [{ aliases: [FOO], because: several }]")) {
      Languages table = table(yaml.replace("FOO", "ABCD").replace("foo", "abcd"));
      assertThat(table.findings()).as(yaml).hasSize(1);
      assertThat(table.decide("ABCD", null)).as(yaml).isInstanceOf(Ambiguous.class);
    }
  }

  @Test
  void an_offer_of_an_unlisted_language_and_a_bad_tag_are_findings() throws Exception {
    assertThat(
            table(
                    "languages: { es: { name: S } }\n"
                        + "ask: [{ aliases: [A], offer: [qu], because: b }]")
                .findings())
        .hasSize(1);
    assertThat(table("languages: { spanish_: { name: S } }").findings()).hasSize(1);
  }

  @Test
  void findings_name_the_place_they_are_at() throws Exception {
    Languages table =
        table(
            """
            languages:
              es: { name: S, aliases: [ABCD] }
            ask:
              - { aliases: [A], offer: [es], because: b }
              - { aliases: [B], offer: [qu], because: b }
            """);
    assertThat(table.findings()).hasSize(1);
    assertThat(table.findings().get(0).line()).isEqualTo(5);
  }

  @Test
  void one_language_that_stands_twice_is_a_finding() throws Exception {
    assertThat(table("languages: { es: { name: S }, ES: { name: T } }").findings()).hasSize(1);
  }

  @Test
  void a_word_with_two_meanings_is_held_for_every_nationality_and_with_all_it_may_mean()
      throws Exception {
    Languages table =
        table(
            """
            languages:
              pt: { name: P, aliases: [ABCD] }
              es: { name: S, aliases: [ABCD], with-nationality: { MX: [ABCD] } }
              fr: { name: F, with-nationality: { MX: [EFGH] } }
              ht: { name: H, with-nationality: { MX: [EFGH] } }
            """);
    for (String word : List.of("ABCD", "EFGH")) {
      assertThat(table.decide(word, "MX")).as(word).isInstanceOf(Ambiguous.class);
    }
    assertThat(((Ambiguous) table.decide("ABCD", null)).candidates())
        .containsExactly(new LanguageTag("pt"), new LanguageTag("es"));
    assertThat(table.findings()).hasSize(2);
  }

  @Test
  void a_word_known_by_nationality_alone_offers_what_it_may_mean() throws Exception {
    Languages table =
        table("languages: { fr: { name: F, with-nationality: { MX: [EFGH], HT: [EFGH] } } }");
    Ambiguous held = (Ambiguous) table.decide("EFGH", "GT");
    assertThat(held.candidates()).containsExactly(new LanguageTag("fr"));
    assertThat(held.because()).contains("MX");
  }

  @Test
  void a_word_with_three_meanings_is_not_read_as_the_third() throws Exception {
    Languages table =
        table(
            "languages: { pt: { name: P, aliases: [ABCD] }, es: { name: S, aliases: [ABCD] },"
                + " fr: { name: F, aliases: [ABCD] } }");
    assertThat(table.decide("ABCD", null)).isInstanceOf(Ambiguous.class);
    assertThat(table.findings()).hasSize(2);
  }

  @Test
  void a_word_that_says_unknown_and_asks_is_a_finding() throws Exception {
    assertThat(
            table(
                    "languages: { es: { name: S } }\n"
                        + "ask: [{ aliases: [A], because: b }]\n"
                        + "unknown: [A]")
                .findings())
        .hasSize(1);
  }

  @Test
  void a_cell_of_two_hundred_characters_is_read_and_a_longer_one_is_not() {
    assertThat(languages.decide("Spanish" + " ".repeat(193), null)).isInstanceOf(Known.class);
    assertThat(languages.decide("Spanish" + " ".repeat(194), null)).isInstanceOf(Unknown.class);
  }

  @Test
  void three_letters_are_quoted_and_four_are_not() {
    assertThat(((Unknown) languages.decide("QQX", null)).because()).contains("\"QQX\"");
    assertThat(((Unknown) languages.decide("QQXX", null)).because()).doesNotContain("QQXX");
  }

  @Test
  void the_table_names_its_tags_in_order_and_its_digest() throws Exception {
    Languages table = table("languages: { pt: { name: P }, es: { name: S } }");
    assertThat(table.tags()).containsExactly(new LanguageTag("pt"), new LanguageTag("es"));
    assertThat(table.digest()).matches("[0-9a-f]{64}").isNotEqualTo(languages.digest());
  }

  @Test
  void how_a_tag_was_reached_has_a_code() {
    assertThat(How.ALIAS_WITH_NATIONALITY.code()).isEqualTo("alias_with_nationality");
  }

  @Test
  void a_misspelt_key_stops_the_reading_with_its_line() {
    assertThatThrownBy(() -> table("languages:\n  es:\n    name: S\n    alias: [SP]\n"))
        .isInstanceOf(YamlFile.Malformed.class)
        .hasMessageContaining("languages.yaml:4")
        .hasMessageContaining("\"alias\"");
  }

  private Languages table(String yaml) throws IOException, YamlFile.Malformed {
    return Languages.read(Files.writeString(folder.resolve("languages.yaml"), yaml));
  }

  private String tag(String cell, String nationality) {
    LanguageDecision decision = languages.decide(cell, nationality);
    assertThat(decision).as(cell).isInstanceOf(Known.class);
    return ((Known) decision).tag().value();
  }

  @Test
  void a_tag_is_known_with_its_variants_and_another_named_with_the_nearest() {
    assertThat(languages.knows(new LanguageTag("es"))).isTrue();
    assertThat(languages.knows(new LanguageTag("es-MX"))).isTrue();
    assertThat(languages.knows(new LanguageTag("xqq"))).isFalse();
    assertThat(languages.noLanguage("spanish")).endsWith("the nearest is es");
    assertThat(languages.noLanguage("quz9")).contains("config/languages.yaml");
  }
}
