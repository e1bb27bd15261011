package alpi.daemon.tool.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class DocumentTextTest {
  private static final String DOCX =
      "<w:document xmlns:w='urn:w'><w:body><w:p><w:r><w:t>First &amp; best</w:t></w:r></w:p>"
          + "<w:p><w:r><w:t>Second</w:t><w:tab/><w:t>column</w:t></w:r>"
          + "<w:instrText>HIDDEN</w:instrText></w:p></w:body></w:document>";

  @Test
  void readsTheParagraphsOfAWordProcessingDocument() throws IOException {
    byte[] zip = zip("word/document.xml", DOCX, "word/media/a.png", "x");
    assertEquals(Optional.of("First & best\nSecond\tcolumn\n"), text(zip));
  }

  @Test
  void readsTheChaptersOfABookInTheirOrder() throws IOException {
    byte[] zip =
        zip(
            "mimetype",
            "application/epub+zip",
            "META-INF/container.xml",
            "<container/>",
            "OEBPS/a.xhtml",
            "<p>the end</p>",
            "OEBPS/b.xhtml",
            "<p>the beginning</p>",
            "OEBPS/book.opf",
            "<package><manifest><item id='1' href='a.xhtml'/><item id='2' href='b.xhtml'/>"
                + "</manifest><spine><itemref idref='2'/><itemref idref='1'/></spine></package>");
    String text = text(zip).orElseThrow();
    assertTrue(text.indexOf("the beginning") < text.indexOf("the end"), text);
  }

  @Test
  void anyOtherArchiveHasNoWords() throws IOException {
    assertEquals(Optional.empty(), text(zip("a.txt", "words")));
  }

  @Test
  void noEntityIsResolvedAndNoFileFetched() throws IOException {
    String bomb =
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>"
            + "<!ENTITY f SYSTEM 'file:///etc/hostname'>]><w><p><t>one&b;&f;two</t></p></w>";
    byte[] zip = zip("word/document.xml", bomb);
    try {
      String text = text(zip).orElseThrow();
      assertFalse(text.contains("aaaa"), text);
      assertTrue(text.length() < 20, text);
    } catch (Problem e) {
      assertEquals(ErrorCode.CORRUPT, e.code());
    }
  }

  @Test
  void refusesWhatUnpacksToFarMoreThanItIs() throws IOException {
    String zeroes = "0".repeat(16 << 20);
    assertEquals(
        ErrorCode.TOO_LARGE, refusal(zip("pad.bin", zeroes, "word/document.xml", DOCX)).code());
    assertEquals(ErrorCode.TOO_LARGE, refusal(zip("word/document.xml", zeroes)).code());
  }

  @Test
  void refusesMoreEntriesThanAreRead() throws IOException {
    assertEquals(Optional.empty(), text(zip(many(Archive.MAX_ENTRIES))));
    assertEquals(ErrorCode.TOO_LARGE, refusal(zip(many(Archive.MAX_ENTRIES + 1))).code());
  }

  @Test
  void refusesAnArchiveAboveItsSize() {
    assertEquals(ErrorCode.TOO_LARGE, refusal(new byte[Archive.MAX_BYTES + 1]).code());
    assertEquals(Optional.empty(), text(new byte[Archive.MAX_BYTES]));
  }

  @Test
  void refusesMarkupThatIsNestedTooDeeplyOrBroken() throws IOException {
    String deep = "<a>".repeat(DocumentText.MAX_DEPTH + 1);
    assertEquals(ErrorCode.CORRUPT, refusal(zip("word/document.xml", deep)).code());
    assertEquals(ErrorCode.CORRUPT, refusal(zip("word/document.xml", "<a><b></a>")).code());
    byte[] cut = zip("word/document.xml", DOCX);
    byte[] half = java.util.Arrays.copyOf(cut, cut.length / 3);
    assertThrows(
        Problem.class, () -> text(half).orElseThrow(() -> Problem.of(ErrorCode.CORRUPT, "empty")));
  }

  private static Problem refusal(byte[] zip) {
    return assertThrows(Problem.class, () -> text(zip));
  }

  private static Optional<String> text(byte[] zip) {
    return DocumentText.of(zip, html -> html.replaceAll("<[^>]*>", ""));
  }

  private static String[] many(int entries) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      all.add("e" + i);
      all.add("");
    }
    return all.toArray(String[]::new);
  }

  private static byte[] zip(String... namesAndContents) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        out.putNextEntry(new ZipEntry(namesAndContents[i]));
        out.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
