package alpi.daemon.tool.document;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The words of a document that is an archive of markup, told by what lies in it and not by its
/// name. No document type is read and no entity is resolved, so that nothing outside is fetched and
/// nothing inside multiplies.
public final class DocumentText {
  /// Largest document, in bytes.
  public static final int MAX_BYTES = Archive.MAX_BYTES;

  /// Most characters that are kept of one.
  public static final int MAX_CHARS = 2 << 20;

  /// Deepest nesting of elements.
  static final int MAX_DEPTH = 256;

  private static final String DOCX = "word/document.xml";
  private static final String CONTAINER = "META-INF/container.xml";

  private DocumentText() {}

  /// Empty when it is neither a word processing document (OOXML) nor a book (EPUB).
  ///
  /// @param html makes text of a page of a book
  /// @throws Problem `too_large` or `corrupt`
  public static Optional<String> of(byte[] document, UnaryOperator<String> html) {
    Map<String, byte[]> parts = Archive.entries(document, DocumentText::wanted);
    byte[] words = parts.get(DOCX);
    if (words != null) {
      return Optional.of(docx(words));
    }
    return parts.containsKey(CONTAINER) ? Optional.of(book(parts, html)) : Optional.empty();
  }

  private static boolean wanted(String name) {
    return name.equals(DOCX)
        || name.equals(CONTAINER)
        || name.endsWith(".opf")
        || name.endsWith(".xhtml")
        || name.endsWith(".html")
        || name.endsWith(".htm");
  }

  /// Text runs, with a line for each paragraph.
  private static String docx(byte[] xml) {
    var text = new StringBuilder();
    walk(
        xml,
        new Handler() {
          private boolean inRun;

          @Override
          public void start(String name, XMLStreamReader reader) {
            inRun = name.equals("t");
            if (name.equals("tab")) {
              text.append('\t');
            } else if (name.equals("br") || name.equals("cr")) {
              text.append('\n');
            }
          }

          @Override
          public void end(String name) {
            inRun = false;
            if (name.equals("p")) {
              text.append('\n');
            } else if (name.equals("tc")) {
              text.append('\t');
            }
          }

          @Override
          public boolean words(String words) {
            if (inRun) {
              text.append(words);
            }
            return text.length() < MAX_CHARS;
          }
        });
    text.setLength(Math.min(text.length(), MAX_CHARS));
    return text.toString();
  }

  /// The pages in the order in which they are read, as far as the book says so.
  private static String book(Map<String, byte[]> parts, UnaryOperator<String> html) {
    List<String> order = new ArrayList<>();
    parts.forEach((name, content) -> {
      if (name.endsWith(".opf")) {
        order.addAll(spine(name, content));
      }
    });
    for (String name : parts.keySet()) {
      if (name.endsWith("html") || name.endsWith(".htm")) {
        order.add(name);
      }
    }
    var text = new StringBuilder();
    for (String name : order.stream().distinct().toList()) {
      byte[] page = parts.get(name);
      if (page != null && text.length() < MAX_CHARS) {
        text.append(html.apply(new String(page, StandardCharsets.UTF_8)).strip()).append("\n\n");
      }
    }
    text.setLength(Math.min(text.length(), MAX_CHARS));
    return text.toString();
  }

  private static List<String> spine(String opf, byte[] xml) {
    String folder = opf.substring(0, opf.lastIndexOf('/') + 1);
    Map<String, String> files = new HashMap<>();
    List<String> order = new ArrayList<>();
    walk(
        xml,
        new Handler() {
          @Override
          public void start(String name, XMLStreamReader reader) {
            if (name.equals("item")) {
              files.put(attribute(reader, "id"), folder + attribute(reader, "href"));
            } else if (name.equals("itemref")) {
              order.add(files.getOrDefault(attribute(reader, "idref"), ""));
            }
          }

          @Override
          public void end(String name) {}

          @Override
          public boolean words(String words) {
            return true;
          }
        });
    return order;
  }

  private static String attribute(XMLStreamReader reader, String name) {
    String value = reader.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /// What is told of a document while it is read.
  private interface Handler {
    void start(String name, XMLStreamReader reader);

    void end(String name);

    /// @return whether to go on
    boolean words(String words);
  }

  private static void walk(byte[] xml, Handler handler) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver((_, _, _, _) -> new ByteArrayInputStream(new byte[0]));
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      walk(reader, handler);
      reader.close();
    } catch (XMLStreamException e) {
      throw Problem.of(ErrorCode.CORRUPT, "The document is damaged and cannot be read.").because(e);
    }
  }

  private static void walk(XMLStreamReader reader, Handler handler) throws XMLStreamException {
    int depth = 0;
    boolean more = true;
    while (more && reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > MAX_DEPTH) {
            throw Problem.of(ErrorCode.CORRUPT, "The document is nested too deeply.");
          }
          handler.start(reader.getLocalName(), reader);
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          handler.end(reader.getLocalName());
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            more = handler.words(reader.getText());
        default -> {
          // Comments, processing instructions and the like say nothing to a reader.
        }
      }
    }
  }
}
