package org.aviso.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A workbook written by hand, so that a test can break any part of it. */
final class Xlsx {
  static final String HEADER =
      "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>A_NUMBER</t></is></c>"
          + "<c r=\"B1\" t=\"inlineStr\"><is><t>LAST_NAME</t></is></c>"
          + "<c r=\"C1\" t=\"inlineStr\"><is><t>DOB</t></is></c>"
          + "<c r=\"D1\" t=\"inlineStr\"><is><t>PHONE</t></is></c></row>";

  private final Map<String, String> parts = new LinkedHashMap<>();
  private final List<String> sheets = new ArrayList<>();
  private String workbookProperties = "";

  Xlsx sheet(String name, String state, String rows) {
    int number = sheets.size() + 1;
    sheets.add(
        "<sheet name=\""
            + name
            + "\" sheetId=\""
            + number
            + "\""
            + (state == null ? "" : " state=\"" + state + "\"")
            + " r:id=\"rId"
            + number
            + "\"/>");
    return part(
        "xl/worksheets/sheet" + number + ".xml",
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
            + rows
            + "</sheetData></worksheet>");
  }

  Xlsx since1904() {
    workbookProperties = "<workbookPr date1904=\"1\"/>";
    return this;
  }

  Xlsx shared(String... texts) {
    StringBuilder xml =
        new StringBuilder(
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    for (String text : texts) {
      xml.append("<si><t>").append(text).append("</t></si>");
    }
    return part("xl/sharedStrings.xml", xml + "</sst>");
  }

  /** Style 1 is a built-in date, style 2 a custom one, style 3 a custom number. */
  Xlsx styles() {
    return part(
        "xl/styles.xml",
        "<styleSheet"
            + " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts><numFmt"
            + " numFmtId=\"170\" formatCode=\"dd/mm/yyyy;@\"/><numFmt numFmtId=\"171\""
            + " formatCode=\"0&quot;day&quot;\"/></numFmts><cellStyleXfs><xf"
            + " numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf"
            + " numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf"
            + " numFmtId=\"171\"/></cellXfs></styleSheet>");
  }

  Xlsx part(String name, String content) {
    parts.put(name, content);
    return this;
  }

  byte[] bytes() {
    StringBuilder relations =
        new StringBuilder(
            "<Relationships"
                + " xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (int i = 1; i <= sheets.size(); i++) {
      relations
          .append("<Relationship Id=\"rId")
          .append(i)
          .append("\" Type=\"worksheet\" Target=\"worksheets/sheet")
          .append(i)
          .append(".xml\"/>");
    }
    parts.putIfAbsent("xl/_rels/workbook.xml.rels", relations + "</Relationships>");
    parts.putIfAbsent(
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
            + " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
            + workbookProperties
            + "<sheets>"
            + String.join("", sheets)
            + "</sheets></workbook>");
    return zip(parts);
  }

  static byte[] zip(Map<String, String> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static String row(int number, String cells) {
    return "<row r=\"" + number + "\">" + cells + "</row>";
  }

  static String text(String reference, String text) {
    return "<c r=\"" + reference + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
  }

  static String cell(String reference, String type, String style, String value) {
    return "<c r=\""
        + reference
        + "\""
        + (type == null ? "" : " t=\"" + type + "\"")
        + (style == null ? "" : " s=\"" + style + "\"")
        + "><v>"
        + value
        + "</v></c>";
  }
}
