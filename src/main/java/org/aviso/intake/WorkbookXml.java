package org.aviso.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The XML of one part of a workbook, read in steps that fit into memory whatever stands in it: of a
 * text its beginning is kept, and a step that is too long ends the reading.
 */
final class WorkbookXml {
  /** Characters of one text that are kept: more than a spreadsheet lets a cell have. */
  private static final int MAX_TEXT = 65_536;

  /** Bytes of one name, attribute, comment or piece of a text. */
  private static final int MAX_STEP = 4 << 20;

  private static final XMLInputFactory XML = factory();

  private final Steps bytes;
  private final XMLStreamReader xml;

  /**
   * @param in left open
   */
  WorkbookXml(InputStream in) throws XMLStreamException {
    this.bytes = new Steps(in);
    this.xml = XML.createXMLStreamReader(bytes);
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("A workbook refers to nothing outside itself");
        });
    return factory;
  }

  /** A step is longer than any can be. */
  static final class TooLong extends XMLStreamException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("A name, attribute or text is longer than a workbook can have");
    }
  }

  /** Counts what one step of the parser reads. The parser may close it; the part must not be. */
  private static final class Steps extends FilterInputStream {
    private int read;

    Steps(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int count = super.read(target, from, length);
      count(Math.max(count, 0));
      return count;
    }

    private void count(int more) throws IOException {
      read += more;
      if (read > MAX_STEP) {
        throw new IOException("too long");
      }
    }

    @Override
    public void close() {}
  }

  boolean hasNext() throws XMLStreamException {
    return xml.hasNext();
  }

  int next() throws XMLStreamException {
    bytes.read = 0;
    try {
      int event = xml.next();
      if (event == XMLStreamConstants.DTD) {
        throw new XMLStreamException("A workbook has no document type");
      }
      return event;
    } catch (XMLStreamException e) {
      throw bytes.read > MAX_STEP ? new TooLong() : e;
    }
  }

  String name() {
    return xml.getLocalName();
  }

  /** Null when there is none. */
  String attribute(String name) {
    return xml.getAttributeValue(null, name);
  }

  /** The same of an attribute that has a namespace, whichever. */
  String attributeOfNamespace(String name) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String namespace = xml.getAttributeNamespace(i);
      if (xml.getAttributeLocalName(i).equals(name) && namespace != null && !namespace.isEmpty()) {
        return xml.getAttributeValue(i);
      }
    }
    return null;
  }

  /** The text of the element just begun, read to its end; of one that is too long the beginning. */
  String text() throws XMLStreamException {
    String only = "";
    StringBuilder several = null;
    for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
      switch (event) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (several == null && only.isEmpty()) {
            only = piece();
          } else {
            several = several == null ? add(new StringBuilder(), only) : several;
            add(several, piece()); // read, if only to be dropped: a parser skips it in one step
          }
        }
        case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
        default -> throw new XMLStreamException("A text holds something that is none");
      }
    }
    return several == null ? cut(only) : several.toString();
  }

  private String piece() throws XMLStreamException {
    try {
      return xml.getText();
    } catch (RuntimeException e) {
      // How a parser that reads late says what it chokes on.
      throw bytes.read > MAX_STEP ? new TooLong() : new XMLStreamException("Not well-formed");
    }
  }

  private static String cut(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  /** A further run of a text, as far as there is room for it. */
  static StringBuilder add(StringBuilder text, String more) {
    return text.append(more, 0, Math.min(more.length(), MAX_TEXT - text.length()));
  }
}
