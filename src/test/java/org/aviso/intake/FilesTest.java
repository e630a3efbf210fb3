package org.aviso.intake;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLStreamConstants;
import org.aviso.person.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as they come: what each is read as, or why it is refused. */
class FilesTest {
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final String HEADER = "A_NUMBER,LAST_NAME,DOB,PHONE\n";
  private static final String GOOD = HEADER + "A999-000-001,MUÑOZ,01/02/1980,+16195550142\n";

  @TempDir Path folder;
  private final MasterListReader reader = new MasterListReader(Lists.CONFIG);

  /**
   * Rows as {@code line:code} when rejected, else {@code line:cells}; or {@code refused:reason}.
   */
  private String read(byte[] bytes, String name) throws IOException {
    Path file = folder.resolve("dropped");
    Files.write(file, bytes);
    try (MasterList list = reader.open(file, name, Lists.TODAY)) {
      return list.format() + " " + list.encoding() + " " + rows(list, 2, 0);
    } catch (RefusedFile e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("999", "MUÑOZ", "6195550142");
      return "refused:" + e.reason();
    }
  }

  private static String rows(MasterList list, int size, int afterLine) {
    StringBuilder text = new StringBuilder();
    Iterator<List<ParsedRow>> groups = list.groups(size, afterLine);
    while (groups.hasNext()) {
      for (ParsedRow row : groups.next()) {
        String content =
            row.parseFailure() != null
                ? row.parseFailure().code()
                : row.cells().values().stream().collect(Collectors.joining("|"));
        text.append(text.length() > 0 ? " " : "").append(row.line()).append(":").append(content);
      }
    }
    return text.toString();
  }

  static Stream<Arguments> files() throws IOException {
    String row = "A999-000-001|MUÑOZ|01/02/1980|+16195550142";
    String tabs = GOOD.replace(',', '\t');
    String json =
        "[{\"A_NUMBER\":\"A999-000-001\",\"LAST_NAME\":\"MUÑOZ\",\"DOB\":null},{\"LAST_NAME\":\"DOS\",\"PHONE\":16195550142}]";
    return Stream.of(
        file("utf-8", GOOD, "csv UTF-8 2:" + row),
        file("ascii is utf-8", GOOD.replace("Ñ", "N"), "csv UTF-8 2:" + row.replace("Ñ", "N")),
        file("utf-8 with a mark", "\uFEFF" + GOOD, "csv UTF-8 2:" + row),
        file("windows-1252", GOOD.getBytes(WINDOWS), "csv windows-1252 2:" + row),
        file(
            "utf-16 little endian with a mark",
            ("\uFEFF" + GOOD).getBytes(UTF_16LE),
            "csv UTF-16LE 2:" + row),
        file(
            "utf-16 big endian with a mark",
            ("\uFEFF" + GOOD).getBytes(UTF_16BE),
            "csv UTF-16BE 2:" + row),
        file(
            "utf-16 little endian without a mark",
            GOOD.getBytes(UTF_16LE),
            "csv UTF-16LE 2:" + row),
        file("utf-16 big endian without a mark", GOOD.getBytes(UTF_16BE), "csv UTF-16BE 2:" + row),
        file("tabs named csv", tabs, "tsv UTF-8 2:" + row),
        file("semicolons", GOOD.replace(',', ';'), "csv UTF-8 2:" + row),
        file("bars", GOOD.replace(',', '|'), "csv UTF-8 2:" + row),
        file("carriage returns and line feeds", GOOD.replace("\n", "\r\n"), "csv UTF-8 2:" + row),
        file("carriage returns alone", GOOD.replace("\n", "\r"), "csv UTF-8 2:" + row),
        file("no line end at the end", GOOD.stripTrailing(), "csv UTF-8 2:" + row),
        file("blank lines at the end are no rows", GOOD + "\n\n\n", "csv UTF-8 2:" + row),
        file(
            "a blank line between rows says nothing",
            HEADER + "\nA999-000-001,UNO,,\n",
            "csv UTF-8 2: 3:A999-000-001|UNO"),
        file("blank lines before the header", "\n\n" + GOOD, "csv UTF-8 4:" + row),
        file("a title above the header", "LIST OF SAMPLE PERSONS\n" + GOOD, "csv UTF-8 3:" + row),
        file(
            "the separator line of a spreadsheet",
            "sep=;\n" + GOOD.replace(',', ';'),
            "csv UTF-8 3:" + row),
        file(
            "other names, order, case and spaces",
            "last name, a number ,Date of Birth\nUNO,A999-000-001,1980-01-02\n",
            "csv UTF-8 2:A999-000-001|UNO|1980-01-02"),
        file(
            "quoted cells",
            "\"A_NUMBER\",\"LAST_NAME\"\n\"A999-000-001\",\"UNO, JR\"\n",
            "csv UTF-8 2:A999-000-001|UNO, JR"),
        file(
            "a quote doubled",
            "A_NUMBER,LAST_NAME\nA999-000-001,\"UNO \"\"EL\"\" UNO\"\n",
            "csv UTF-8 2:A999-000-001|UNO \"EL\" UNO"),
        file(
            "a line end in a quoted cell",
            "A_NUMBER,ADDR1,LAST_NAME\n"
                + "A999-000-001,\"1 SAMPLE ST\n"
                + "APT 2\",UNO\n"
                + "A999-000-002,,DOS\n",
            "csv UTF-8 2:A999-000-001|UNO|1 SAMPLE ST\nAPT 2 4:A999-000-002|DOS"),
        file(
            "a quote inside a cell",
            "A_NUMBER,LAST_NAME\nA999-000-001,O\"UNO\nA999-000-002,DOS\n",
            "csv UTF-8 2:A999-000-001|O\"UNO 3:A999-000-002|DOS"),
        file(
            "a quote never closed costs its own line",
            "A_NUMBER,LAST_NAME\nA999-000-001,\"UNO\nA999-000-002,DOS\nA999-000-003,TRES\n",
            "csv UTF-8 2:malformed 3:A999-000-002|DOS 4:A999-000-003|TRES"),
        file(
            "a quote closed by another row's quote",
            "A_NUMBER,LAST_NAME\nA999-000-001,\"UNO\nA999-000-002,\"DOS, JR\"\n",
            "csv UTF-8 2:malformed 3:A999-000-002|DOS, JR"),
        file(
            "a quote never closed at the end",
            "A_NUMBER,LAST_NAME\nA999-000-001,UNO\nA999-000-002,\"DOS",
            "csv UTF-8 2:A999-000-001|UNO 3:malformed"),
        file(
            "a line too long",
            "A_NUMBER,LAST_NAME\nA999-000-001," + "X".repeat(70_000) + "\nA999-000-002,DOS\n",
            "csv UTF-8 2:malformed 3:A999-000-002|DOS"),
        file(
            "a delimiter too many",
            HEADER + "A999-000-001,UNO,JR,01/02/1980,+16195550142\n",
            "csv UTF-8 2:shifted_row"),
        file(
            "a delimiter missing",
            HEADER + "A999-000-001 UNO,01/02/1980,+16195550142\n",
            "csv UTF-8 2:shifted_row"),
        file(
            "delimiters at the end of a row",
            HEADER + "A999-000-001,UNO,,,,,\n",
            "csv UTF-8 2:A999-000-001|UNO"),
        file(
            "a delimiter too many before blank cells",
            "A_NUMBER,LAST_NAME,PHONE,EMAIL\nA999-000-001,UNO,,619-555-0142,\n",
            "csv UTF-8 2:shifted_row"),
        file(
            "a delimiter too many before a number that may be a relative's",
            "A_NUMBER,LAST_NAME,FAM_PHONE,PHONE,EMAIL\nA999-000-001,UNO,,619-555-0142,,\n",
            "csv UTF-8 2:shifted_row"),
        file(
            "a number beside a relative's, and no delimiter too many",
            "A_NUMBER,LAST_NAME,FAM_PHONE,PHONE,EMAIL\nA999-000-001,UNO,,619-555-0142,\n",
            "csv UTF-8 2:A999-000-001|UNO|619-555-0142"),
        file(
            "a noncharacter where a row begins",
            "A_NUMBER,LAST_NAME\n\uFFFFANA 619-555-0142,UNO\n\"\uFFFFEVA\",DOS\n",
            "csv UTF-8 2:\uFFFDANA 619-555-0142|UNO 3:\uFFFDEVA|DOS"),
        file(
            "an address one column beside its own",
            "A_NUMBER,LAST_NAME,EMAIL,ATTY_NAME\nA999-000-001,UNO,,a@example.org\n",
            "csv UTF-8 2:shifted_row"),
        file(
            "a sex in the birth date",
            "A_NUMBER,LAST_NAME,DOB,SEX\nA999-000-001,UNO,F,\n",
            "csv UTF-8 2:shifted_row"),
        file(
            "a birth date in the sex",
            "A_NUMBER,LAST_NAME,DOB,SEX\nA999-000-001,UNO,,01/02/1980\n",
            "csv UTF-8 2:shifted_row"),
        file(
            "unknown columns are dropped",
            "A_NUMBER,LAST_NAME,SHOE SIZE\nA999-000-001,UNO,43\n",
            "csv UTF-8 2:A999-000-001|UNO"),
        file("a header and no rows", HEADER, "csv UTF-8 "),
        file(
            "a quote behind a closed one in a long list",
            "A_NUMBER,LAST_NAME,ADDR1,PHONE\n"
                + "A999-000-001,UNO,X,619-555-0101\n"
                + "A999-000-002,DOS,\"APT 5\" REAR\",619-555-0102\n"
                + "A999-000-003,TRES,X,619-555-0103\n".repeat(30),
            "csv UTF-8 2:A999-000-001|UNO|X|619-555-0101 3:malformed"
                + IntStream.range(4, 34)
                    .mapToObj(line -> " " + line + ":A999-000-003|TRES|X|619-555-0103")
                    .collect(Collectors.joining())),
        file(
            "a carriage return alone in the last, quoted cell of a row",
            "A_NUMBER,LAST_NAME,ADDR1\nA999-000-001,UNO,\"a\rb\"\nA999-000-002,DOS,x\n",
            "csv UTF-8 2:A999-000-001|UNO|a\nb 4:A999-000-002|DOS|x"),
        file(
            "a second portion whose columns stand in another order",
            "A_NUMBER,LAST_NAME,PHONE,FAM_PHONE\nA999-000-001,UNO,619-555-0101,\n"
                + "A_NUMBER,LAST_NAME,FAM_PHONE,PHONE\nA999-000-002,DOS,619-555-0102,\n\n",
            "csv UTF-8 2:A999-000-001|UNO|619-555-0101 3:malformed 4:malformed"),
        file(
            "a second portion with another column in the place of one",
            "A_NUMBER,LAST_NAME,PHONE\nA999-000-001,UNO,\n"
                + "Alien No,Surname,SHOE SIZE\nA999-000-002,DOS,43\n",
            "csv UTF-8 2:A999-000-001|UNO 3:malformed 4:malformed"),
        file(
            "a second portion with more columns",
            "A_NUMBER,LAST_NAME\nA999-000-001,UNO\n"
                + "A_NUMBER,ADDR1,LAST_NAME\nA999-000-002,X,DOS\n",
            "csv UTF-8 2:A999-000-001|UNO 3:malformed 4:malformed"),
        file(
            "a second portion without a last name",
            "A_NUMBER,LAST_NAME,PHONE,FAM_PHONE\nA999-000-001,UNO,,\n"
                + "A_NUMBER,FULL NAME,FAM_PHONE,PHONE\nA999-000-002,DOS,619-555-0102,\n",
            "csv UTF-8 2:A999-000-001|UNO 3:malformed 4:malformed"),
        file(
            "a third portion with the header of the first",
            "A_NUMBER,LAST_NAME\nA999-000-001,UNO\n"
                + "LAST_NAME,A_NUMBER\nDOS,A999-000-002\n"
                + "A_NUMBER,LAST_NAME\nA999-000-003,TRES\n",
            "csv UTF-8 2:A999-000-001|UNO 3:malformed 4:malformed 5:malformed"
                + " 6:A999-000-003|TRES"),
        file(
            "a second portion with other names for the same columns",
            "A_NUMBER,LAST_NAME,SHOE SIZE\nA999-000-001,UNO,\n"
                + "Alien No,Surname,HAT SIZE\nA999-000-002,DOS,\n",
            "csv UTF-8 2:A999-000-001|UNO 3:malformed 4:A999-000-002|DOS"),
        file(
            "persons called as columns are",
            "A_NUMBER,LAST_NAME,FIRST_NAME,STATE,CUSTODY_STATUS\n"
                + "A999-000-001,LAST,FIRST,MI,DETAINED\n,SURNAME,ANA,MI,DETAINED\n",
            "csv UTF-8 2:A999-000-001|LAST|FIRST|DETAINED|MI 3:SURNAME|ANA|DETAINED|MI"),
        file(
            "a label and its date above the header",
            "Report Date,11/24/2026\n" + GOOD,
            "csv UTF-8 3:" + row),
        file(
            "an office above the header",
            "Office of the Attorney General\n" + GOOD,
            "csv UTF-8 3:" + row),
        file("gzip", gzip(GOOD.getBytes(UTF_8)), "csv.gz UTF-8 2:" + row),
        file(
            "gzip of tabs in utf-16",
            gzip(("\uFEFF" + tabs).getBytes(UTF_16LE)),
            "tsv.gz UTF-16LE 2:" + row),
        file("json", json, "json UTF-8 1:A999-000-001|MUÑOZ 2:DOS|16195550142"),
        file(
            "json in utf-16",
            ("\uFEFF" + json).getBytes(UTF_16LE),
            "json UTF-16LE 1:A999-000-001|MUÑOZ 2:DOS|16195550142"),
        file(
            "gzip of several members, as gzips put one behind the other are",
            joined(gzip(GOOD.getBytes(UTF_8)), gzip("A999-000-002,DOS,,\n".getBytes(UTF_8))),
            "csv.gz UTF-8 2:" + row + " 3:A999-000-002|DOS"),
        file(
            "gzip with the zeros of a tape behind it",
            joined(gzip(GOOD.getBytes(UTF_8)), new byte[4_000]),
            "csv.gz UTF-8 2:" + row),
        file(
            "json arrays one behind the other",
            json + "\n[]\n" + json,
            "json UTF-8 1:A999-000-001|MUÑOZ 2:DOS|16195550142"
                + " 3:A999-000-001|MUÑOZ 4:DOS|16195550142"),
        file(
            "json arrays of which a later one names a further column",
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"}]\n"
                + "[{\"LAST_NAME\":\"DOS\",\"EMAIL\":\"dos@example.org\"}]\n",
            "json UTF-8 1:1|UNO 2:DOS|dos@example.org"),
        file(
            "gzip of several members of json",
            joined(gzip(json.getBytes(UTF_8)), gzip(json.getBytes(UTF_8))),
            "json.gz UTF-8 1:A999-000-001|MUÑOZ 2:DOS|16195550142"
                + " 3:A999-000-001|MUÑOZ 4:DOS|16195550142"),
        file(
            "json with a list and an object under unknown keys in every element",
            "[{\"A_NUMBER\":\"1\",\"DOCUMENTS\":[],\"LAST_NAME\":\"UNO\"},"
                + "{\"LAST_NAME\":\"DOS\",\"DOCUMENTS\":[{\"NO\":[1]}],\"HOUSE\":{\"EMAIL\":1}}]",
            "json UTF-8 1:1|UNO 2:DOS"),
        file(
            "json lines with an object under an unknown key",
            "{\"A_NUMBER\":\"1\",\"HOUSE\":{\"NO\":1},\"LAST_NAME\":\"UNO\"}\n"
                + "{\"LAST_NAME\":\"DOS\"}\n",
            "jsonl UTF-8 1:1|UNO 2:DOS"),
        file(
            "json with a list in a known column of every element",
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\",\"PHONE\":[\"+16195550142\"]}]",
            "json UTF-8 1:malformed"),
        file(
            "json with a value that is a list",
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":[\"UNO\"]},{\"LAST_NAME\":\"DOS\"}]",
            "json UTF-8 1:malformed 2:DOS"),
        file(
            "json with an element that is no object",
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"},7,null]",
            "json UTF-8 1:1|UNO 2:malformed 3:malformed"),
        file(
            "json lines",
            "{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"}\n\n{\"LAST_NAME\":\"DOS\"}\n",
            "jsonl UTF-8 1:1|UNO 3:DOS"),
        file(
            "json lines with a broken one",
            "{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"}\n"
                + "{\"LAST_NAME\":\n"
                + "{\"LAST_NAME\":\"TRES\"}\n",
            "jsonl UTF-8 1:1|UNO 2:malformed 3:TRES"),
        file(
            "json lines cut off",
            "{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"}\n{\"LAST_NAME\":\"DO",
            "jsonl UTF-8 1:1|UNO 2:malformed"),
        file(
            "json with a key twice",
            "{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\",\"LAST_NAME\":\"DOS\"}\n"
                + "{\"A_NUMBER\":\"2\",\"LAST_NAME\":\"TRES\"}",
            "jsonl UTF-8 1:malformed 2:2|TRES"),
        file(
            "workbook",
            workbook(Xlsx.text("A2", "A999-000-001") + Xlsx.text("B2", "UNO")),
            "xlsx UTF-8 2:A999-000-001|UNO"),
        file(
            "workbook with shared texts",
            new Xlsx()
                .shared("A999-000-001", "UNO")
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER
                        + Xlsx.row(
                            2, Xlsx.cell("A2", "s", null, "0") + Xlsx.cell("B2", "s", null, "1")))
                .bytes(),
            "xlsx UTF-8 2:A999-000-001|UNO"),
        file(
            "workbook that names a text it does not hold",
            new Xlsx()
                .shared("UNO")
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER
                        + Xlsx.row(
                            2, Xlsx.cell("A2", "s", null, "0") + Xlsx.cell("B2", "s", null, "7"))
                        + Xlsx.row(3, Xlsx.text("B3", "TRES")))
                .bytes(),
            "xlsx UTF-8 2:undecodable 3:TRES"),
        file(
            "workbook without the texts it names",
            new Xlsx()
                .sheet("S", null, Xlsx.HEADER + Xlsx.row(2, Xlsx.cell("B2", "s", null, "0")))
                .bytes(),
            "xlsx UTF-8 2:undecodable"),
        file(
            "workbook with dates",
            new Xlsx()
                .styles()
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER
                        + Xlsx.row(2, Xlsx.text("B2", "UNO") + Xlsx.cell("C2", null, "1", "29222"))
                        + Xlsx.row(
                            3, Xlsx.text("B3", "DOS") + Xlsx.cell("C3", null, "2", "29222.5"))
                        + Xlsx.row(
                            4, Xlsx.text("B4", "TRES") + Xlsx.cell("C4", null, "3", "29222")))
                .bytes(),
            "xlsx UTF-8 2:UNO|1980-01-02 3:DOS|1980-01-02 4:TRES|29222"),
        file(
            "workbook whose days count from 1904",
            new Xlsx()
                .since1904()
                .styles()
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER
                        + Xlsx.row(2, Xlsx.text("B2", "UNO") + Xlsx.cell("C2", null, "1", "27760")))
                .bytes(),
            "xlsx UTF-8 2:UNO|1980-01-02"),
        file(
            "workbook with a number",
            workbook(Xlsx.text("B2", "UNO") + Xlsx.cell("D2", null, null, "6.195550142E9")),
            "xlsx UTF-8 2:UNO|6195550142"),
        file(
            "workbook with a formula",
            workbook(
                Xlsx.text("B2", "UNO") + "<c r=\"D2\" t=\"str\"><f>1+1</f><v>+16195550142</v></c>"),
            "xlsx UTF-8 2:UNO|+16195550142"),
        file(
            "workbook with an error cell",
            workbook(Xlsx.text("B2", "UNO") + Xlsx.cell("D2", "e", null, "#REF!")),
            "xlsx UTF-8 2:UNO|#REF!"),
        file(
            "workbook with a text longer than a row may be",
            workbook(Xlsx.text("B2", "X".repeat(1_000_000)) + Xlsx.text("D2", "UNO")),
            "xlsx UTF-8 2:malformed"),
        file(
            "workbook with a shared text longer than a row may be",
            new Xlsx()
                .shared("X".repeat(1_000_000), "UNO")
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER
                        + Xlsx.row(
                            2, Xlsx.cell("A2", "s", null, "0") + Xlsx.cell("B2", "s", null, "1"))
                        + Xlsx.row(3, Xlsx.cell("B3", "s", null, "1")))
                .bytes(),
            "xlsx UTF-8 2:malformed 3:UNO"),
        file(
            "workbook whose first sheet is hidden",
            new Xlsx()
                .sheet("H", "hidden", Xlsx.HEADER + Xlsx.row(2, Xlsx.text("B2", "NO")))
                .sheet("V", null, Xlsx.HEADER + Xlsx.row(2, Xlsx.text("B2", "UNO")))
                .bytes(),
            "xlsx UTF-8 2:UNO"),
        file(
            "workbook whose first sheet is a cover",
            new Xlsx()
                .sheet("Cover", null, Xlsx.row(1, Xlsx.text("A1", "Hello")))
                .sheet("V", null, Xlsx.HEADER + Xlsx.row(2, Xlsx.text("B2", "UNO")))
                .bytes(),
            "xlsx UTF-8 2:UNO"),
        file(
            "workbook whose formula was never calculated",
            workbook(Xlsx.text("B2", "UNO") + "<c r=\"D2\"><f>A1</f></c>"),
            "xlsx UTF-8 2:UNO|#CALC!"),
        file(
            "workbook whose formula came to nothing",
            workbook(Xlsx.text("B2", "UNO") + "<c r=\"D2\" t=\"str\"><f>A1</f><v></v></c>"),
            "xlsx UTF-8 2:UNO"),
        file(
            "workbook with escaped characters",
            workbook(
                Xlsx.text("B2", "U_x004e_O_x005F_x004E_")
                    + Xlsx.cell("D2", "str", null, "a_x000D_b")),
            "xlsx UTF-8 2:UNO_x004E_|a\rb"),
        file(
            "workbook with interviews in another sheet",
            new Xlsx()
                .sheet("S", null, Xlsx.HEADER + Xlsx.row(2, Xlsx.text("B2", "UNO")))
                .sheet(
                    "T",
                    null,
                    Xlsx.row(1, Xlsx.text("A1", "A_NUMBER") + Xlsx.text("B1", "INTERVIEW")))
                .bytes(),
            "refused:forbidden_column"),
        file(
            "workbook with claims in a hidden sheet",
            new Xlsx()
                .sheet("S", null, Xlsx.HEADER + Xlsx.row(2, Xlsx.text("B2", "UNO")))
                .sheet(
                    "T",
                    "hidden",
                    Xlsx.row(3, Xlsx.text("A3", "ID") + Xlsx.text("B3", "Credible Fear")))
                .bytes(),
            "refused:forbidden_column"),
        file(
            "workbook with a note about a statement in another sheet",
            new Xlsx()
                .sheet("S", null, Xlsx.HEADER + Xlsx.row(2, Xlsx.text("B2", "UNO")))
                .sheet("T", null, Xlsx.row(1, Xlsx.text("A1", "Statement of what was left out")))
                .bytes(),
            "xlsx UTF-8 2:UNO"),
        file(
            "workbook with a second header whose columns stand in another order",
            new Xlsx()
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER
                        + Xlsx.row(2, Xlsx.text("B2", "UNO"))
                        + Xlsx.row(
                            3,
                            Xlsx.text("A3", "LAST_NAME")
                                + Xlsx.text("B3", "A_NUMBER")
                                + Xlsx.text("C3", "DOB")
                                + Xlsx.text("D3", "PHONE"))
                        + Xlsx.row(4, Xlsx.text("A4", "DOS")))
                .bytes(),
            "xlsx UTF-8 2:UNO 3:malformed 4:malformed"),
        file(
            "workbook with blank rows",
            new Xlsx()
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER
                        + Xlsx.row(2, "<c r=\"A2\" s=\"0\"/>")
                        + Xlsx.row(9, Xlsx.text("B9", "UNO")))
                .bytes(),
            "xlsx UTF-8 9:UNO"),
        file(
            "workbook with rich text",
            workbook(
                "<c r=\"B2\""
                    + " t=\"inlineStr\"><is><r><t>UN</t></r><r><t>O</t></r><rPh><t>ignored</t></rPh></is></c>"),
            "xlsx UTF-8 2:UNO"),
        file("gzip of a workbook", gzip(workbook(Xlsx.text("B2", "UNO"))), "xlsx.gz UTF-8 2:UNO"),
        file(
            "workbook cut off in the sheet's text",
            new Xlsx()
                .part(
                    "xl/worksheets/sheet1.xml",
                    "<worksheet><sheetData>"
                        + Xlsx.HEADER
                        + Xlsx.row(2, Xlsx.text("B2", "UNO"))
                        + "<row r=\"3\"><c r=\"B3\" t=\"inl")
                .part("xl/workbook.xml", book())
                .part("xl/_rels/workbook.xml.rels", relations())
                .bytes(),
            "xlsx UTF-8 2:UNO 3:undecodable"),
        // refused
        file("empty", "", "refused:empty_file"),
        file("nothing but blanks", " \n \r\n\t", "refused:empty_file"),
        file(
            "nothing but a mark",
            new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
            "refused:empty_file"),
        file("no header", "A999-000-001,UNO,01/02/1980,+16195550142\n", "refused:no_known_header"),
        file("one known column", "LAST_NAME,SHOE SIZE\nUNO,43\n", "refused:no_known_header"),
        file(
            "prose",
            "Dear colleague,\nplease find the list attached.\n",
            "refused:no_known_header"),
        file(
            "a web page",
            "<!DOCTYPE html><html><body>A_NUMBER LAST_NAME</body></html>",
            "refused:no_known_header"),
        file("no last name", "A_NUMBER,FIRST_NAME\nA999-000-001,ANA\n", "refused:missing_column"),
        file("no number of any kind", "LAST_NAME,FIRST_NAME\nUNO,ANA\n", "refused:missing_column"),
        file(
            "a column twice",
            "A_NUMBER,LAST_NAME,Surname\nA999-000-001,UNO,UNO\n",
            "refused:duplicate_column"),
        file(
            "a column on claims",
            "A_NUMBER,LAST_NAME,CLAIM_TYPE\nA999-000-001,UNO,X\n",
            "refused:forbidden_column"),
        file(
            "a column on interviews",
            "A_NUMBER,LAST_NAME,Interview notes\nA999-000-001,UNO,X\n",
            "refused:forbidden_column"),
        file(
            "a column on fear",
            "A_NUMBER,LAST_NAME,CREDIBLE_FEAR_RESULT\nA999-000-001,UNO,X\n",
            "refused:forbidden_column"),
        file(
            "a json key on claims",
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"},{\"claim\":\"X\"}]",
            "refused:forbidden_column"),
        file(
            "a json key on interviews whose value is an object",
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"},{\"interview\":{\"by\":\"X\"}}]",
            "refused:forbidden_column"),
        file(
            "a json key on interviews inside a value",
            "{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\",\"MORE\":[{\"interview\":\"X\"}]}\n",
            "refused:forbidden_column"),
        file(
            "a workbook column on interviews",
            new Xlsx()
                .sheet(
                    "S",
                    null,
                    Xlsx.row(
                        1,
                        Xlsx.text("A1", "A_NUMBER")
                            + Xlsx.text("B1", "LAST_NAME")
                            + Xlsx.text("C1", "INTERVIEW")))
                .bytes(),
            "refused:forbidden_column"),
        file(
            "a row above the header that says whose columns they are",
            ",,,FAMILY CONTACT,,\nA_NUMBER,LAST_NAME,FIRST_NAME,NAME,PHONE,EMAIL\n"
                + "A999-000-001,UNO,ANA,EVA,619-555-0101,\n",
            "refused:two_headers"),
        file(
            "the same in other words",
            "Person,,,Family information,,\nA_NUMBER,LAST_NAME,FIRST_NAME,NAME,PHONE,EMAIL\n",
            "refused:two_headers"),
        file(
            "the same above an attorney's",
            ",,Attorney of record\nA_NUMBER,LAST_NAME,PHONE\n",
            "refused:two_headers"),
        file(
            "a header that goes on in the row below",
            "A_NUMBER,LAST_NAME,FIRST_NAME,FAMILY CONTACT,,\n\n,,,NAME,PHONE,EMAIL\n"
                + "A999-000-001,UNO,ANA,EVA,619-555-0101,\n",
            "refused:two_headers"),
        file(
            "a header with a group's name, that goes on below it",
            "A_NUMBER,LAST_NAME,FIRST_NAME,PHONE,FAMILY,\n,,,,PHONE,NAME\n"
                + "A999-000-001,UNO,ANA,619-555-0101,619-555-0102,EVA\n",
            "refused:two_headers"),
        file(
            "a second header right below, in other words",
            "A_NUMBER,LAST_NAME,FIRST_NAME,PHONE\nALIEN NO,SURNAME,NOMBRE,FAMILY PHONE\n"
                + "A999-000-001,UNO,ANA,619-555-0101\n",
            "refused:two_headers"),
        file(
            "workbook whose header goes on in the row below",
            new Xlsx()
                .sheet(
                    "S",
                    null,
                    Xlsx.HEADER + Xlsx.row(2, Xlsx.text("E2", "PHONE") + Xlsx.text("F2", "EMAIL")))
                .bytes(),
            "refused:two_headers"),
        file("pdf", "%PDF-1.7\n1 0 obj\n", "refused:unknown_format"),
        file("rich text", "{\\rtf1 A_NUMBER}", "refused:unknown_format"),
        file(
            "picture",
            new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
            "refused:unknown_format"),
        file("database", "SQLite format 3\0", "refused:unknown_format"),
        file("random bytes", random(5_000), "refused:undecodable"),
        file("zeros", new byte[5_000], "refused:undecodable"),
        file(
            "gzip cut off",
            Arrays.copyOf(gzip(GOOD.repeat(50).getBytes(UTF_8)), 60),
            "refused:truncated"),
        file(
            "gzip cut off in its header",
            Arrays.copyOf(gzip(GOOD.getBytes(UTF_8)), 6),
            "refused:truncated"),
        file("gzip damaged", damaged(gzip(random(3_000)), 40), "refused:damaged"),
        file("gzip in gzip", gzip(gzip(GOOD.getBytes(UTF_8))), "refused:nested_archive"),
        file("gzip of nothing", gzip(new byte[0]), "refused:empty_file"),
        file("gzip that unfolds to a bomb", gzip(new byte[80_000_000]), "refused:too_large"),
        file("zip of a csv", Xlsx.zip(Map.of("list.csv", GOOD)), "refused:nested_archive"),
        file("gzip of a zip", gzip(Xlsx.zip(Map.of("list.csv", GOOD))), "refused:nested_archive"),
        file("zip of nothing", Xlsx.zip(Map.of()), "refused:damaged"),
        file(
            "seven zip",
            new byte[] {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C},
            "refused:nested_archive"),
        file("rar", "Rar!\u001A\u0007", "refused:nested_archive"),
        file("bzip2", "BZh91AY", "refused:nested_archive"),
        file("xz", new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0}, "refused:nested_archive"),
        file(
            "zstandard",
            new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0},
            "refused:nested_archive"),
        file(
            "workbook with a password",
            new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0},
            "refused:password_protected"),
        file(
            "zip with a password",
            encrypted(workbook(Xlsx.text("B2", "UNO"))),
            "refused:password_protected"),
        file("binary workbook", Xlsx.zip(Map.of("xl/workbook.bin", "x")), "refused:unknown_format"),
        file("open document sheet", Xlsx.zip(Map.of("content.xml", "x")), "refused:unknown_format"),
        file(
            "workbook cut off",
            Arrays.copyOf(workbook(Xlsx.text("B2", "UNO")), 300),
            "refused:truncated"),
        file(
            "workbook with a bomb",
            new Xlsx()
                .part("xl/media/a", "0".repeat(20_000_000))
                .sheet("S", null, Xlsx.HEADER)
                .bytes(),
            "refused:too_large"),
        file(
            "workbook with an attribute longer than any",
            new Xlsx()
                .part(
                    "xl/sharedStrings.xml",
                    "<sst><si a=\"" + letters(6_000_000) + "\"><t>UNO</t></si></sst>")
                .sheet("S", null, Xlsx.HEADER)
                .bytes(),
            "refused:damaged"),
        file(
            "workbook with a comment longer than any",
            new Xlsx()
                .part(
                    "xl/sharedStrings.xml",
                    "<sst><!--" + letters(6_000_000) + "--><si><t>UNO</t></si></sst>")
                .sheet("S", null, Xlsx.HEADER)
                .bytes(),
            "refused:too_large"),
        file(
            "workbook with a document type",
            new Xlsx()
                .part(
                    "xl/workbook.xml",
                    "<!DOCTYPE workbook [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>" + book())
                .sheet("S", null, Xlsx.HEADER)
                .bytes(),
            "refused:damaged"),
        file(
            "workbook whose texts have a document type",
            new Xlsx()
                .part(
                    "xl/sharedStrings.xml",
                    "<!DOCTYPE sst [<!ENTITY a \"aaaa\">]><sst><si><t>&a;</t></si></sst>")
                .sheet("S", null, Xlsx.HEADER)
                .bytes(),
            "refused:damaged"),
        file(
            "workbook whose sheet has a document type",
            new Xlsx()
                .part(
                    "xl/worksheets/sheet1.xml",
                    "<!DOCTYPE worksheet><worksheet><sheetData>"
                        + Xlsx.HEADER
                        + "</sheetData></worksheet>")
                .part("xl/workbook.xml", book())
                .part("xl/_rels/workbook.xml.rels", relations())
                .bytes(),
            "refused:damaged"),
        file(
            "workbook that is not xml",
            new Xlsx().part("xl/workbook.xml", "nonsense").bytes(),
            "refused:damaged"),
        file("workbook without sheets", new Xlsx().bytes(), "refused:no_known_header"),
        file(
            "workbook whose every sheet is hidden",
            new Xlsx().sheet("H", "veryHidden", Xlsx.HEADER).bytes(),
            "refused:no_known_header"),
        file(
            "workbook without a known header",
            new Xlsx().sheet("S", null, Xlsx.row(1, Xlsx.text("A1", "Hello"))).bytes(),
            "refused:no_known_header"),
        file(
            "workbook whose sheet is missing",
            new Xlsx()
                .part("xl/workbook.xml", book())
                .part("xl/_rels/workbook.xml.rels", relations())
                .bytes(),
            "refused:damaged"),
        file(
            "json cut off",
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"},{\"LAST",
            "refused:truncated"),
        file("json not closed", "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"}", "refused:truncated"),
        file("json array with text behind it", json + "\nthe end\n", "refused:damaged"),
        file("json array with a comma behind it", json + "," + json, "refused:damaged"),
        file(
            "json array with an object behind it",
            json + "{\"LAST_NAME\":\"DOS\"}",
            "refused:damaged"),
        file("json arrays, the second cut off", json + "[{\"LAST_NAME\":", "refused:truncated"),
        file(
            "gzip with a damaged member behind it",
            joined(gzip(GOOD.getBytes(UTF_8)), damaged(gzip(random(3_000)), 1)),
            "refused:damaged"),
        file("json of nothing", "[]", "refused:no_known_header"),
        file("json of numbers", "[1,2,3]", "refused:no_known_header"),
        file("json with a stray comma", "[{\"A_NUMBER\":\"1\",,}]", "refused:damaged"),
        file(
            "json without numbers of persons",
            "[{\"LAST_NAME\":\"UNO\",\"FIRST_NAME\":\"ANA\"}]",
            "refused:missing_column"),
        file("json nested beyond reason", "[" + "[".repeat(2_000), "refused:damaged"),
        file(
            "json with a text beyond reason",
            "[{\"A_NUMBER\":\"" + "1".repeat(100_000) + "\"}]",
            "refused:damaged"),
        file(
            "json of one pretty object",
            "{\n  \"A_NUMBER\": \"1\",\n  \"LAST_NAME\": \"UNO\"\n}\n",
            "refused:no_known_header"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void a_file_is_read_as_what_it_is_or_refused_with_its_reason(
      String what, byte[] bytes, String expected) throws IOException {
    assertThat(read(bytes, "list.csv")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          list-2026-11-03.csv,         2026-11-03, false
          2026-11-03_full.csv,         2026-11-03, true
          FULL list 2026-11-03.csv.gz, 2026-11-03, true
          careful-2026-13-41.csv,      ,           false
          fullest.csv,                 ,           false
          20261103.csv,                ,           false
          ../../full/2026-11-03,       2026-11-03, true
          list-2026-11-25.csv,         2026-11-25, false
          list-2026-11-26.csv,         ,           false
          supplement-2062-01-05.csv,   ,           false
          hearing 2027-03-01 full.csv, ,           true
          2026-11-03 sent 2026-11-03,  2026-11-03, false
          2025-01-01 to 2026-11-01,    ,           false
          2026-11-05 for 2027-03-01,   ,           false
          """)
  void the_name_gives_date_and_completeness(String name, LocalDate date, boolean full)
      throws Exception {
    Path file = Files.writeString(folder.resolve("dropped"), GOOD);
    try (MasterList list = reader.open(file, name, Lists.TODAY)) {
      assertThat(list.listDate()).isEqualTo(date);
      assertThat(list.full()).isEqualTo(full);
    }
  }

  @Test
  void a_date_to_come_in_the_name_is_not_used_and_that_is_noted() throws Exception {
    Path file = Files.writeString(folder.resolve("dropped"), GOOD);
    try (MasterList list = reader.open(file, "supplement-2062-01-05.csv", Lists.TODAY)) {
      assertThat(list.notes())
          .containsExactly(
              "the date in the file's name, 2062-01-05, is later than the day it came and is not"
                  + " used: rows without LIST_DATE are of that day");
    }
  }

  @Test
  void of_two_dates_in_the_name_none_is_used_and_that_is_noted() throws Exception {
    Path file = Files.writeString(folder.resolve("dropped"), GOOD);
    String name = "list 2026-11-05 corrected 2026-11-20.csv";
    try (MasterList list = reader.open(file, name, Lists.TODAY)) {
      assertThat(list.listDate()).isNull();
      assertThat(list.notes())
          .containsExactly(
              "the file's name has several dates and none is used: rows without LIST_DATE are of"
                  + " 2026-11-24, the day it came");
    }
  }

  @Test
  void of_a_name_that_is_cut_both_dates_are_kept() {
    String name = "2025-01-01 " + "x".repeat(300) + " 2026-11-01.csv";
    assertThat(ListName.plain(name)).isEqualTo("list 2025-01-01 2026-11-01.csv");
  }

  @Test
  void columns_without_a_name_that_hold_something_are_noted_by_place() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("dropped"),
            "A_NUMBER,LAST_NAME,, ,,PHONE\nA999-000-001,UNO,,,,\nA999-000-002,DOS,EVA,,X,\n");
    try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
      assertThat(rows(list, 50, 0)).isEqualTo("2:A999-000-001|UNO 3:A999-000-002|DOS");
      assertThat(list.notes()).containsExactly("columns without a name and not stored: 3, 5");
    }
  }

  @Test
  void a_list_taken_up_again_knows_the_header_above() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("dropped"),
            "A_NUMBER,LAST_NAME\nA999-000-001,UNO\nLAST_NAME,A_NUMBER\nDOS,A999-000-002\n");
    try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
      assertThat(rows(list, 1, 3)).isEqualTo("4:malformed");
    }
  }

  @Test
  void where_a_list_breaks_off_is_said_once_also_when_it_is_taken_up_again() throws Exception {
    Path file = folder.resolve("dropped");
    Files.write(
        file,
        new Xlsx()
            .part(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData>"
                    + Xlsx.HEADER
                    + Xlsx.row(2, Xlsx.text("B2", "UNO"))
                    + Xlsx.row(3, Xlsx.text("B3", "DOS"))
                    + "<row r=\"4\"><c r=\"B4\" t=\"inl")
            .part("xl/workbook.xml", book())
            .part("xl/_rels/workbook.xml.rels", relations())
            .bytes());
    try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
      assertThat(rows(list, 50, 0)).isEqualTo("2:UNO 3:DOS 4:undecodable");
      assertThat(rows(list, 50, 2)).isEqualTo("3:DOS 4:undecodable");
      assertThat(rows(list, 50, 3)).isEqualTo("4:undecodable");
      assertThat(rows(list, 50, 4)).isEmpty();
    }
  }

  @Test
  void a_key_whose_value_is_dropped_is_noted_by_name() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("dropped"),
            "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\",\"DOCUMENTS\":[{\"NO\":1}]}]");
    try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
      assertThat(list.notes()).containsExactly("columns not known and not stored: DOCUMENTS");
    }
  }

  @Test
  void what_stands_behind_an_array_is_said_by_its_place() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("dropped"), "[{\"A_NUMBER\":\"1\",\"LAST_NAME\":\"UNO\"}] MUÑOZ");
    assertThatThrownBy(() -> reader.open(file, "x", Lists.TODAY))
        .isInstanceOf(RefusedFile.class)
        .hasMessageContaining("behind element 1")
        .hasMessageNotContaining("MUÑOZ");
  }

  @Test
  void of_a_text_without_end_only_the_beginning_is_kept() throws Exception {
    InputStream endless =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    new ByteArrayInputStream("<t>".getBytes(UTF_8)),
                    new ByteArrayInputStream("X &amp; ".repeat(2_000_000).getBytes(UTF_8)),
                    new ByteArrayInputStream("X".repeat(20_000_000).getBytes(UTF_8)),
                    new ByteArrayInputStream("</t>".getBytes(UTF_8)))));
    WorkbookXml xml = new WorkbookXml(endless);
    assertThat(xml.next()).isEqualTo(XMLStreamConstants.START_ELEMENT);
    assertThat(xml.text()).hasSize(65_536).startsWith("X & X & ");
    assertThat(xml.name()).isEqualTo("t");
  }

  /** Beyond what is looked at before the first row is taken. */
  @Test
  void dates_are_in_doubt_from_the_row_on_that_shows_the_day_first_and_those_above_are_noted()
      throws Exception {
    StringBuilder text = new StringBuilder("A_NUMBER,LAST_NAME,DOB\n");
    for (int line = 2; line <= 2_200; line++) {
      String date = line == 2_150 ? "23/04/1980" : "03/02/1990";
      text.append("A999").append(100_000 + line).append(",UNO,").append(date).append('\n');
    }
    Path file = Files.writeString(folder.resolve("dropped"), text);
    for (int afterLine : new int[] {0, 2_190}) {
      try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
        List<ParsedRow> rows = new ArrayList<>();
        list.groups(50, afterLine).forEachRemaining(rows::addAll);
        assertThat(rows)
            .allSatisfy(
                row ->
                    assertThat(row.dateDoubts())
                        .isEqualTo(
                            row.line() < 2_150
                                ? Map.of()
                                : Map.of(Column.DOB, DateDoubt.DAY_FIRST)));
        assertThat(list.notes())
            .containsExactly(
                "DOB: the date of line 2150 has the day before the month; dates above it that may"
                    + " be read either way were read with the month first");
      }
    }
  }

  @Test
  void what_was_dropped_or_ignored_is_noted_by_name() throws Exception {
    Path file = folder.resolve("dropped");
    Files.write(
        file,
        new Xlsx()
            .sheet("H", "hidden", "")
            .sheet(
                "V",
                null,
                Xlsx.row(
                    1,
                    Xlsx.text("A1", "A_NUMBER")
                        + Xlsx.text("B1", "LAST_NAME")
                        + Xlsx.text("C1", "SHOE SIZE")))
            .sheet("W", null, "")
            .bytes());
    try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
      assertThat(list.notes())
          .containsExactly(
              "columns not known and not stored: SHOE SIZE",
              "hidden sheet ignored: H",
              "further sheet ignored: W");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SHOE SIZE                                 | SHOE SIZE
          Año_2                                     | Año_2
          619 555 0142                              | column 3 (name not shown)
          A999000123                                | column 3 (name not shown)
          ana@example.org                           | column 3 (name not shown)
          EJEMPLO, ANA                              | column 3 (name not shown)
          THE DAUGHTER OF THE MAN WHO KEPT THE STORE| column 3 (name not shown)
          """)
  void an_unknown_column_is_shown_by_name_only_where_it_looks_like_one(String cell, String shown)
      throws Exception {
    String header = "A_NUMBER,LAST_NAME,\"%s\"\nA999-000-001,UNO,x\n".formatted(cell);
    Path file = Files.writeString(folder.resolve("dropped"), header);
    try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
      assertThat(list.notes()).containsExactly("columns not known and not stored: " + shown);
    }
  }

  @Test
  void a_column_that_refuses_the_file_is_not_quoted_either() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("dropped"), "A_NUMBER,LAST_NAME,CREDIBLE FEAR of A999000123\n");
    assertThatThrownBy(() -> reader.open(file, "x", Lists.TODAY))
        .isInstanceOf(RefusedFile.class)
        .hasMessageContaining("column 3")
        .hasMessageNotContaining("A999000123");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          list-full-2027-02-01_0003.csv, list-full-2027-02-01_0003.csv
          A999000123.csv,                A*********.csv
          A999-000-123.csv.gz,           A***-***-***.csv.gz
          'call (619) 555-0142.tsv',     'call (***) ***-****.tsv'
          part-2-2027-02-01.csv,         part-2-2027-02-01.csv
          2027-02-01 999000123.csv,      2027-02-01 *********.csv
          ana.ejemplo@example.org.csv,   (name not shown).csv
          part 12 of 300.xlsx,           part 12 of 300.xlsx
          """)
  void a_files_name_is_shown_without_numbers_and_addresses(String name, String shown) {
    assertThat(ShownName.file(name)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"csv", "jsonl", "xlsx"})
  void a_list_is_taken_up_again_after_any_of_its_lines(String format) throws Exception {
    Path file = folder.resolve("dropped");
    StringBuilder csv = new StringBuilder("A_NUMBER,LAST_NAME,ADDR1\n");
    StringBuilder json = new StringBuilder();
    StringBuilder sheet = new StringBuilder(Xlsx.HEADER);
    for (int i = 1; i <= 9; i++) {
      csv.append("A99900000").append(i).append(",UNO,\"a\nb\"\n");
      json.append("{\"A_NUMBER\":\"A99900000").append(i).append("\",\"LAST_NAME\":\"UNO\"}\n");
      sheet.append(Xlsx.row(i + 1, Xlsx.text("A" + (i + 1), "A99900000" + i)));
    }
    Files.write(
        file,
        format.equals("csv")
            ? csv.toString().getBytes(UTF_8)
            : format.equals("jsonl")
                ? json.toString().getBytes(UTF_8)
                : new Xlsx().sheet("S", null, sheet.toString()).bytes());
    try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
      List<Integer> all = lines(list, 0);
      assertThat(all).hasSize(9);
      for (int i = 0; i < all.size(); i++) {
        assertThat(lines(list, all.get(i))).isEqualTo(all.subList(i + 1, all.size()));
      }
    }
  }

  private static List<Integer> lines(MasterList list, int afterLine) {
    List<Integer> lines = new ArrayList<>();
    list.groups(2, afterLine)
        .forEachRemaining(group -> group.forEach(row -> lines.add(row.line())));
    return lines;
  }

  /** Seeded: the same thousand files on every run. */
  @Test
  void a_thousand_mutated_files_crash_nothing_and_lose_no_row() throws Exception {
    List<byte[]> originals = originals();
    Random random = new Random(20261124);
    Intake intake = new Intake(Lists.CONFIG);
    int read = 0;
    for (int i = 0; i < Integer.getInteger("aviso.fuzz", 1_000); i++) {
      byte[] mutated = mutated(originals.get(i % originals.size()), random);
      Path file = folder.resolve("dropped");
      Files.write(file, mutated);
      try (MasterList list = reader.open(file, "x", Lists.TODAY)) {
        Iterator<List<ParsedRow>> groups = list.groups(50, 0);
        int last = 0;
        while (groups.hasNext()) {
          List<ParsedRow> rows = groups.next();
          GroupDecision decision =
              intake.decide(rows, new ListInfo("x", null, Lists.TODAY, false), lookups -> Map.of());
          assertThat(decision.rows()).hasSameSizeAs(rows);
          for (ParsedRow row : rows) {
            assertThat(row.line()).isGreaterThan(last);
            last = row.line();
          }
        }
        read++;
      } catch (RefusedFile e) {
        assertThat(e.reason()).isNotBlank();
      }
    }
    assertThat(read).isGreaterThan(300);
  }

  private static List<byte[]> originals() throws IOException {
    StringBuilder csv = new StringBuilder(HEADER);
    StringBuilder json = new StringBuilder("[");
    StringBuilder rows = new StringBuilder(Xlsx.HEADER);
    for (int i = 1; i <= 40; i++) {
      csv.append("A9990000")
          .append(i + 10)
          .append(",\"MUÑOZ, JR\",01/02/1980,(619) 555-01")
          .append(i + 10)
          .append('\n');
      json.append(i > 1 ? "," : "")
          .append("{\"A_NUMBER\":\"A9990000")
          .append(i + 10)
          .append("\",\"LAST_NAME\":\"MUÑOZ\"}");
      rows.append(
          Xlsx.row(
              i + 1,
              Xlsx.cell("A" + (i + 1), "s", null, "0")
                  + Xlsx.text("B" + (i + 1), "UNO")
                  + Xlsx.cell("C" + (i + 1), null, "1", "29222")));
    }
    return List.of(
        csv.toString().getBytes(UTF_8),
        csv.toString().getBytes(WINDOWS),
        ("\uFEFF" + csv).getBytes(UTF_16LE),
        csv.toString().replace(',', '\t').getBytes(UTF_8),
        json.append(']').toString().getBytes(UTF_8),
        (json + "\n" + json.toString().replace("}", ",\"MORE\":{\"NO\":[1]}}")).getBytes(UTF_8),
        json.toString().replaceAll("^\\[|\\]$", "").replace("},{", "}\n{").getBytes(UTF_8),
        new Xlsx().shared("A999000123").styles().sheet("S", null, rows.toString()).bytes(),
        gzip(csv.toString().getBytes(UTF_8)));
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "\",;\t\n\r\0{}[]<>&=@".charAt(random.nextInt(16));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> {
          int length = Math.min(random.nextInt(40), bytes.length - at);
          System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
        }
        case 4 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        default -> {
          byte[] longer = new byte[bytes.length + 3];
          System.arraycopy(bytes, 0, longer, 0, at);
          System.arraycopy(bytes, at, longer, at + 3, bytes.length - at);
          longer[at] = '"';
          longer[at + 1] = (byte) random.nextInt(256);
          longer[at + 2] = ',';
          bytes = longer;
        }
      }
    }
    return bytes;
  }

  private static Arguments file(String what, String text, String expected) {
    return file(what, text.getBytes(UTF_8), expected);
  }

  private static Arguments file(String what, byte[] bytes, String expected) {
    return Arguments.of(what, bytes, expected);
  }

  private static byte[] workbook(String cells) {
    return new Xlsx().sheet("S", null, Xlsx.HEADER + Xlsx.row(2, cells)).bytes();
  }

  private static String book() {
    return "<workbook"
               + " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet"
               + " name=\"S\" r:id=\"rId1\"/></sheets></workbook>";
  }

  private static String relations() {
    return "<Relationships><Relationship Id=\"rId1\""
        + " Target=\"worksheets/sheet1.xml\"/></Relationships>";
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] damaged(byte[] bytes, int at) {
    for (int i = at; i < at + 200; i++) {
      bytes[i] ^= 0x55;
    }
    return bytes;
  }

  /** The flag of APPNOTE §4.4.4, bit 0, in the first local header. */
  private static byte[] encrypted(byte[] zip) {
    zip[6] |= 1;
    return zip;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** A text that no archive makes much shorter. */
  private static String letters(int length) {
    return new Random(7)
        .ints(length, 'A', 'Z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
