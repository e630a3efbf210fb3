package org.aviso.intake;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * A workbook (ECMA-376, SpreadsheetML) as a list needs it: the names of its sheets, its shared
 * texts, which styles are dates. Sheets are streamed by {@link WorkbookRows}.
 */
final class Workbook {
  /** Opens the file from its start. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * @param part name of its entry in the package
   */
  record Sheet(String name, boolean visible, String part) {}

  private static final int MAX_ENTRIES = 5_000;
  private static final long MAX_UNFOLDED = 4L << 30;
  private static final long MAX_RATIO = 200;
  private static final long SMALL = 4L << 20;

  /** Characters; with more the workbook does not fit into memory: CSV has no such limit. */
  private static final long MAX_SHARED = 48_000_000;

  private static final Set<Integer> DATE_FORMATS =
      Set.of(14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58);
  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  private final Opening opening;
  private final Path file;
  private final Map<String, String> relations = new HashMap<>();
  private final List<Sheet> sheets = new ArrayList<>();
  private final List<String> shared = new ArrayList<>();
  private final BitSet dateStyles = new BitSet();
  private final List<Sheet> named = new ArrayList<>();
  private boolean since1904;

  /**
   * @param file read by its directory; null: streamed
   */
  private Workbook(Opening opening, Path file) {
    this.opening = opening;
    this.file = file;
  }

  /**
   * @throws RefusedFile password_protected, truncated, damaged, too_large, nested_archive,
   *     unknown_format
   */
  static Workbook open(Opening opening, long fileSize) throws IOException, RefusedFile {
    return new Workbook(opening, null).read(fileSize);
  }

  /**
   * The same of a file that is no archive's part. Some programs write entries whose length a stream
   * misreads (Zip64 data descriptors); their directory at the end of the file tells it.
   */
  static Workbook open(Path file, Opening opening) throws IOException, RefusedFile {
    try {
      return open(opening, Files.size(file));
    } catch (RefusedFile e) {
      if (!e.reason().equals("damaged")) {
        throw e;
      }
      try {
        return new Workbook(opening, file).read(Files.size(file));
      } catch (RefusedFile again) {
        throw e;
      }
    }
  }

  private Workbook read(long fileSize) throws IOException, RefusedFile {
    Workbook workbook = this;
    Set<String> parts;
    try {
      parts = file == null ? checkWhole(opening, fileSize) : checkDirectory(file, fileSize);
      if (parts.stream()
          .anyMatch(part -> part.equals("xl/workbook.bin") || part.equals("content.xml"))) {
        throw new RefusedFile(
            "unknown_format", "a workbook of another kind: save it as XLSX or CSV");
      }
      if (!parts.contains("xl/workbook.xml")) {
        throw new RefusedFile("nested_archive", "an archive, not a list: send the list itself");
      }
      workbook.part("xl/_rels/workbook.xml.rels", workbook::relation);
      workbook.part("xl/workbook.xml", workbook::sheet);
      workbook.part("xl/styles.xml", workbook.new Styles());
      workbook.readShared();
    } catch (EOFException e) {
      throw new RefusedFile("truncated", "the workbook ends too early: send it again");
    } catch (ZipException e) {
      throw String.valueOf(e.getMessage()).contains("ncrypted")
          ? new RefusedFile("password_protected", "the archive has a password: send it without")
          : new RefusedFile("damaged", "the workbook is damaged: send it again");
    } catch (WorkbookXml.TooLong e) {
      throw new RefusedFile(
          "too_large", "a text of the workbook is longer than any can be: save it as CSV");
    } catch (XMLStreamException | IllegalArgumentException e) {
      // ZipInputStream says IllegalArgumentException of entry names that are no UTF-8.
      throw new RefusedFile("damaged", "the workbook is damaged: save it anew and send it again");
    }
    for (Sheet sheet : workbook.named) {
      String part = workbook.relations.get(sheet.part());
      if (part == null || !parts.contains(part)) {
        throw new RefusedFile(
            "damaged", "the workbook names a sheet it does not hold: save it anew");
      }
      workbook.sheets.add(new Sheet(sheet.name(), sheet.visible(), part));
    }
    return workbook;
  }

  /** Reads every entry to its end, which checks sizes and checksums, within limits. */
  private static Set<String> checkWhole(Opening opening, long fileSize)
      throws IOException, RefusedFile {
    Set<String> parts = new java.util.HashSet<>();
    long total = 0;
    byte[] chunk = new byte[65_536];
    long allowed = Math.min(MAX_UNFOLDED, Math.max(SMALL, fileSize * MAX_RATIO));
    try (ZipInputStream zip = new ZipInputStream(opening.open())) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.add(entry.getName());
        if (parts.size() > MAX_ENTRIES) {
          throw new RefusedFile(
              "too_large", "the archive has more than " + MAX_ENTRIES + " entries");
        }
        for (int read = zip.read(chunk); read >= 0; read = zip.read(chunk)) {
          total += read;
          if (total > allowed) {
            throw new RefusedFile(
                "too_large", "the workbook unfolds to more than a list can be: save it as CSV");
          }
        }
      }
    }
    if (parts.isEmpty()) {
      throw new RefusedFile("damaged", "the archive holds nothing: send it again");
    }
    return parts;
  }

  private static Set<String> checkDirectory(Path file, long fileSize)
      throws IOException, RefusedFile {
    Set<String> parts = new java.util.HashSet<>();
    long total = 0;
    byte[] chunk = new byte[65_536];
    long allowed = Math.min(MAX_UNFOLDED, Math.max(SMALL, fileSize * MAX_RATIO));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw new RefusedFile("too_large", "the archive has more than " + MAX_ENTRIES + " entries");
      }
      for (ZipEntry entry : Collections.list(zip.entries())) {
        parts.add(entry.getName());
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
          for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            total += read;
            if (total > allowed) {
              throw new RefusedFile(
                  "too_large", "the workbook unfolds to more than a list can be: save it as CSV");
            }
          }
          if (((CheckedInputStream) in).getChecksum().getValue() != entry.getCrc()) {
            throw new RefusedFile("damaged", "the workbook is damaged: send it again");
          }
        }
      }
    }
    return parts;
  }

  /**
   * Characters that XML cannot hold, or not as they are: {@code _x000D_} (ST_Xstring, §22.9.2.19).
   */
  static String unescaped(String text) {
    return text.contains("_x")
        ? ESCAPED
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 16))))
        : text;
  }

  List<Sheet> sheets() {
    return sheets;
  }

  int sharedTexts() {
    return shared.size();
  }

  String sharedText(int index) {
    return shared.get(index);
  }

  boolean dateStyle(int style) {
    return dateStyles.get(style);
  }

  /** Serial day numbers count from 1899-12-30, or from 1904-01-01 in workbooks made so. */
  LocalDate date(long serial) {
    return (since1904 ? LocalDate.of(1904, 1, 1) : LocalDate.of(1899, 12, 30)).plusDays(serial);
  }

  /** The bytes of a part; null when there is none. */
  InputStream bytes(String part) throws IOException {
    if (file != null) {
      return fromDirectory(part);
    }
    ZipInputStream zip = new ZipInputStream(opening.open());
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (entry.getName().equals(part)) {
        return zip;
      }
    }
    zip.close();
    return null;
  }

  private InputStream fromDirectory(String part) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    ZipEntry entry = zip.getEntry(part);
    if (entry == null) {
      zip.close();
      return null;
    }
    return new FilterInputStream(zip.getInputStream(entry)) {
      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }

  /** A start element of a part. */
  private interface Element {
    void met(WorkbookXml xml);
  }

  private void part(String name, Element element) throws IOException, XMLStreamException {
    try (InputStream in = bytes(name)) {
      if (in == null) {
        return;
      }
      WorkbookXml xml = new WorkbookXml(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          element.met(xml);
        }
      }
    }
  }

  private void relation(WorkbookXml xml) {
    if (xml.name().equals("Relationship")) {
      String target = xml.attribute("Target");
      if (target != null && !"External".equals(xml.attribute("TargetMode"))) {
        relations.put(
            xml.attribute("Id"), target.startsWith("/") ? target.substring(1) : "xl/" + target);
      }
    }
  }

  private void sheet(WorkbookXml xml) {
    if (xml.name().equals("workbookPr")) {
      String flag = xml.attribute("date1904");
      since1904 = "1".equals(flag) || "true".equals(flag);
    } else if (xml.name().equals("sheet")) {
      String state = xml.attribute("state");
      named.add(
          new Sheet(
              xml.attribute("name"),
              state == null || state.equals("visible"),
              xml.attributeOfNamespace("id")));
    }
  }

  /** Which cell formats show a number as a date. */
  private final class Styles implements Element {
    private final Set<Integer> customDates = new java.util.HashSet<>();
    private boolean inCellFormats;
    private int style;

    @Override
    public void met(WorkbookXml xml) {
      switch (xml.name()) {
        case "numFmt" -> {
          if (showsDate(xml.attribute("formatCode"))) {
            customDates.add(number(xml.attribute("numFmtId")));
          }
        }
        case "cellXfs" -> inCellFormats = true;
        case "cellStyles", "dxfs" -> inCellFormats = false;
        case "xf" -> {
          if (inCellFormats) {
            int format = number(xml.attribute("numFmtId"));
            dateStyles.set(style++, DATE_FORMATS.contains(format) || customDates.contains(format));
          }
        }
        default -> {}
      }
    }

    private static int number(String text) {
      try {
        return text == null ? -1 : Integer.parseInt(text);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    private static boolean showsDate(String code) {
      if (code == null) {
        return false;
      }
      String bare = code.toLowerCase(Locale.ROOT).replaceAll("\"[^\"]*\"|\\\\.|\\[[^\\]]*\\]", "");
      return bare.indexOf('y') >= 0 || bare.indexOf('d') >= 0;
    }
  }

  private void readShared() throws IOException, XMLStreamException, RefusedFile {
    try (InputStream in = bytes("xl/sharedStrings.xml")) {
      if (in == null) {
        return;
      }
      WorkbookXml xml = new WorkbookXml(in);
      StringBuilder text = new StringBuilder();
      long total = 0;
      int phonetic = 0;
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          switch (xml.name()) {
            case "si" -> text.setLength(0);
            case "rPh" -> phonetic++;
            case "t" -> {
              String piece = xml.text();
              if (phonetic == 0) {
                WorkbookXml.add(text, piece);
              }
            }
            default -> {}
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          if (xml.name().equals("rPh")) {
            phonetic--;
          } else if (xml.name().equals("si")) {
            total += text.length() + 16;
            if (total > MAX_SHARED) {
              throw new RefusedFile(
                  "too_large", "the workbook's texts do not fit into memory: save it as CSV");
            }
            shared.add(unescaped(text.toString()));
          }
        }
      }
    }
  }
}
