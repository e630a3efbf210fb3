package org.aviso.report.print;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.PathIterator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDFormContentStream;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.util.Matrix;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * Letters as one PDF on US Letter paper, a sheet before each group. Lines are shaped by the JDK's
 * own text layout (HarfBuzz, with the Unicode bidirectional algorithm) and drawn as outlines, so
 * every printer prints what was shaped; a line that recurs in many letters is stored once.
 *
 * <p>Headings, paragraphs, list items, table rows and lines are printed, each as a paragraph;
 * emphasis is not. Lengths are points of 1/72 inch.
 */
public final class LetterPdf implements AutoCloseable {
  private static final float MARGIN = 72;
  private static final float WIDTH = PDRectangle.LETTER.getWidth() - 2 * MARGIN;
  private static final float TEXT = 11.5f;
  private static final float HEADING = 15;
  private static final float SMALL = 8.5f;
  private static final String BLOCKS =
      "body,header,main,footer,section,article,div,h1,h2,h3,h4,p,ul,ol,li,dl,dt,dd,table,caption"
          + ",thead,tbody,tr,blockquote,br,hr";

  private static final Pattern GAP = Pattern.compile("\\s+");
  private static final Pattern ISOLATED = Pattern.compile("[\\u2066-\\u2068][^\\u2069]*\\u2069");

  private final PDDocument document = new PDDocument();
  private final LetterFonts fonts = new LetterFonts();
  private final FontRenderContext context = new FontRenderContext(null, true, true);
  private final Map<String, PDFormXObject> forms = new HashMap<>();
  private final Map<Block, List<Line>> paragraphs = new HashMap<>();
  private PDPageContentStream page;
  private float y;
  private String footer;

  /** A shaped line; {@code key} is equal for lines that look the same. */
  private record Line(String key, TextLayout layout, float height, float indent) {}

  private record Block(String text, float size, boolean rightToLeft) {
    static Block own(String text, float size) {
      return new Block(text, size, false);
    }
  }

  /** A sheet for the staff who sort: what follows, and which items. */
  public void sheet(String heading, List<String> lines) {
    footer = null;
    newPage();
    try {
      write(Block.own(heading, HEADING));
    } catch (LetterFonts.Unprintable e) {
      write(Block.own("A facility whose name cannot be printed", HEADING));
    }
    lines.forEach(line -> write(Block.own(line, TEXT)));
    end();
  }

  /**
   * Adds one letter, on pages of its own.
   *
   * @param addressee lines at the top
   * @param html the rendered letter; each part is set from the side its {@code dir} names
   * @param reference at the foot of each page
   * @throws IllegalArgumentException when a character of it cannot be printed; nothing was added
   */
  public void add(List<String> addressee, String html, String reference) {
    List<Block> blocks = blocks(html);
    try {
      blocks.forEach(this::lines);
      addressee.forEach(line -> lines(Block.own(line, TEXT)));
    } catch (LetterFonts.Unprintable e) {
      throw new IllegalArgumentException(e.getMessage());
    }
    footer = reference;
    newPage();
    addressee.forEach(line -> write(Block.own(line, TEXT)));
    y -= 36;
    blocks.forEach(this::write);
    end();
  }

  private static List<Block> blocks(String html) {
    Blocks blocks = new Blocks();
    Element body = Jsoup.parse(html).body();
    NodeTraversor.traverse(blocks, body);
    return blocks.read;
  }

  /** Every word of the letter, in whatever element it stands, once. */
  private static final class Blocks implements NodeVisitor {
    private final List<Block> read = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private Element within;

    @Override
    public void head(Node node, int depth) {
      if (node instanceof TextNode text) {
        words.append(text.getWholeText());
        within = (Element) text.parent();
      } else if (node instanceof Element element) {
        if (ends(element)) {
          end();
        } else if (element.is("td,th")) {
          words.append(' ');
        }
      }
    }

    @Override
    public void tail(Node node, int depth) {
      if (node instanceof Element element && ends(element)) {
        end();
      }
    }

    private static boolean ends(Element element) {
      return element.is(BLOCKS);
    }

    private void end() {
      String text = GAP.matcher(words).replaceAll(" ").strip();
      words.setLength(0);
      if (!text.isBlank()) {
        boolean heading = within.closest("h1,h2,h3,h4") != null;
        String shown = within.closest("li") == null ? text : "\u2013 " + text;
        read.add(new Block(unbroken(shown), heading ? HEADING : TEXT, rightToLeft(within)));
      }
    }
  }

  private static boolean rightToLeft(Element element) {
    Element named = element.closest("[dir]");
    return named != null && named.attr("dir").equalsIgnoreCase("rtl");
  }

  /**
   * What stands in an isolate (UAX #9), a telephone number or a name in a text of the other
   * direction, stays on one line: torn apart, its second half would be read in reverse.
   */
  static String unbroken(String text) {
    return ISOLATED.matcher(text).replaceAll(value -> value.group().replace(' ', '\u00a0'));
  }

  private void newPage() {
    try {
      PDPage fresh = new PDPage(PDRectangle.LETTER);
      document.addPage(fresh);
      page = new PDPageContentStream(document, fresh);
      y = PDRectangle.LETTER.getHeight() - MARGIN;
      if (footer != null) {
        draw(lines(Block.own(footer, SMALL)).get(0), MARGIN / 2);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end() {
    try {
      page.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Block block) {
    for (Line line : lines(block)) {
      if (y - line.height < MARGIN) {
        end();
        newPage();
      }
      draw(line, y - line.layout.getAscent());
      y -= line.height;
    }
    y -= block.size * 0.6f;
  }

  private void draw(Line line, float baseline) {
    try {
      page.saveGraphicsState();
      page.transform(Matrix.getTranslateInstance(MARGIN + line.indent, baseline));
      page.drawForm(forms.computeIfAbsent(line.key, key -> outline(line.layout)));
      page.restoreGraphicsState();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The paragraph broken into shaped lines, as many words on each as have room. Each try is shaped
   * as a whole: the JDK's own line breaker adds up characters, and goes wrong at a letter with a
   * dot below (Devanagari and Gurmukhi nukta).
   */
  private List<Line> lines(Block block) {
    List<Line> known = paragraphs.get(block);
    if (known != null) {
      return known;
    }
    List<Line> lines = new ArrayList<>();
    BreakIterator words = BreakIterator.getLineInstance(ULocale.ROOT);
    BreakIterator signs = BreakIterator.getCharacterInstance(ULocale.ROOT);
    words.setText(block.text);
    signs.setText(block.text);
    int from = 0;
    while (from < block.text.length()) {
      int to = furthest(words, block, from);
      if (to == from) {
        to = Math.max(furthest(signs, block, from), signs.following(from));
      }
      lines.add(line(block, from, to));
      from = to;
    }
    paragraphs.put(block, lines);
    return lines;
  }

  /** The last place to break before the line is full; {@code from} when there is none. */
  private int furthest(BreakIterator places, Block block, int from) {
    int fits = from;
    for (int at = places.following(from); at != BreakIterator.DONE; at = places.next()) {
      if (line(block, from, at).layout.getAdvance() > WIDTH) {
        break;
      }
      fits = at;
    }
    return fits;
  }

  private Line line(Block block, int from, int to) {
    String words = block.text.substring(from, to).stripTrailing();
    String shown = words.isEmpty() ? " " : words;
    TextLayout layout =
        new TextLayout(fonts.dressed(shown, block.size, block.rightToLeft).getIterator(), context);
    return new Line(
        block.size + (block.rightToLeft ? "<" : ">") + shown,
        layout,
        Math.max(
            layout.getAscent() + layout.getDescent() + layout.getLeading(), block.size * 1.45f),
        block.rightToLeft ? WIDTH - layout.getAdvance() : 0);
  }

  private PDFormXObject outline(TextLayout layout) {
    try {
      PDFormXObject form = new PDFormXObject(document);
      form.setResources(new PDResources());
      float depth = layout.getDescent() * 2 + 5;
      form.setBBox(new PDRectangle(-20, -depth, WIDTH + 40, layout.getAscent() * 2 + depth));
      try (PDFormContentStream content = new PDFormContentStream(form)) {
        fill(layout.getOutline(null), content);
      }
      return form;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Java's y goes down, PDF's up; PDF knows cubic curves only. */
  private static void fill(Shape shape, PDFormContentStream content) throws IOException {
    float[] p = new float[6];
    float x = 0;
    float y = 0;
    boolean any = false;
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      any = true;
      int end = 0;
      switch (path.currentSegment(p)) {
        case PathIterator.SEG_MOVETO -> content.moveTo(p[0], -p[1]);
        case PathIterator.SEG_LINETO -> content.lineTo(p[0], -p[1]);
        case PathIterator.SEG_QUADTO -> {
          end = 2;
          content.curveTo(
              x + 2 * (p[0] - x) / 3,
              -(y + 2 * (p[1] - y) / 3),
              p[2] + 2 * (p[0] - p[2]) / 3,
              -(p[3] + 2 * (p[1] - p[3]) / 3),
              p[2],
              -p[3]);
        }
        case PathIterator.SEG_CUBICTO -> {
          end = 4;
          content.curveTo(p[0], -p[1], p[2], -p[3], p[4], -p[5]);
        }
        default -> {
          content.closePath();
          end = -1;
        }
      }
      if (end >= 0) {
        x = p[end];
        y = p[end + 1];
      }
    }
    if (any) {
      content.fill();
    }
  }

  /** The document's bytes, all letters added. */
  public byte[] bytes() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      document.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
