package alpi.daemon.tool.pdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PdfTextTest {
  @Test
  void readsThePagesInOrder() throws Exception {
    PdfText text = PdfText.of(PdfMaker.document(3, ""), Time.system());
    assertEquals(
        """
        --- page 1 ---
        This is page 1
        --- page 2 ---
        This is page 2
        --- page 3 ---
        This is page 3
        """,
        text.text());
    assertEquals(3, text.pages());
  }

  @Test
  void stopsAtTheLastPageThatIsAllowed() throws Exception {
    PdfText text = PdfText.of(PdfMaker.document(3, ""), 2, PdfText.MAX_TIME, Time.system());
    assertEquals(2, text.read());
    assertEquals(3, text.pages());
  }

  @Test
  void tellsHowMuchOfTheDocumentTheTextIs() throws Exception {
    byte[] three = PdfMaker.document(3, "");
    assertEquals("the text of its 3 pages", PdfText.of(three, Time.system()).extent());
    assertEquals(
        "the text of the first 2 of 3 pages",
        PdfText.of(three, 2, PdfText.MAX_TIME, Time.system()).extent());
    assertEquals(
        "the text of its 1 page", PdfText.of(PdfMaker.document(1, ""), Time.system()).extent());
  }

  @Test
  void knowsPagesWithoutAWord() throws Exception {
    PdfText text = PdfText.of(PdfMaker.blank(2), Time.system());
    assertTrue(text.blank());
    assertEquals("no text on its 2 pages, only pictures; it was probably scanned", text.extent());
  }

  @Test
  void refusesADocumentOneByteTooLarge() {
    assertEquals(ErrorCode.CORRUPT, refused(new byte[PdfText.MAX_BYTES]));
    assertEquals(ErrorCode.TOO_LARGE, refused(new byte[PdfText.MAX_BYTES + 1]));
  }

  @Test
  void saysWhatIsWrongWithAFileThatCannotBeRead() throws Exception {
    assertEquals(ErrorCode.CORRUPT, refused("%PDF-1.7 nonsense".getBytes(StandardCharsets.UTF_8)));
    assertEquals(ErrorCode.CORRUPT, refused(new byte[0]));
    assertEquals(ErrorCode.CORRUPT, refused(PdfMaker.document(1, "secret")));
    byte[] cut = PdfMaker.document(2, "");
    cut = Arrays.copyOf(cut, cut.length / 3);
    assertEquals(ErrorCode.CORRUPT, refused(cut));
  }

  private static ErrorCode refused(byte[] document) {
    return assertThrows(Problem.class, () -> PdfText.of(document, Time.system())).code();
  }
}
