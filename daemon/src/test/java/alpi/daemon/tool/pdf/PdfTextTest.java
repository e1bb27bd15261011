package alpi.daemon.tool.pdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;

class PdfTextTest {
  @Test
  void readsThePagesInOrder() throws Exception {
    PdfText text = PdfText.of(document(3, ""), Time.system());
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
    PdfText text = PdfText.of(document(3, ""), 2, PdfText.MAX_TIME, Time.system());
    assertEquals(2, text.read());
    assertEquals(3, text.pages());
  }

  @Test
  void saysWhatIsWrongWithAFileThatCannotBeRead() throws Exception {
    assertEquals(ErrorCode.CORRUPT, refused("%PDF-1.7 nonsense".getBytes(StandardCharsets.UTF_8)));
    assertEquals(ErrorCode.CORRUPT, refused(new byte[0]));
    assertEquals(ErrorCode.CORRUPT, refused(document(1, "secret")));
    byte[] cut = document(2, "");
    cut = Arrays.copyOf(cut, cut.length / 3);
    assertEquals(ErrorCode.CORRUPT, refused(cut));
  }

  private static ErrorCode refused(byte[] document) {
    return assertThrows(Problem.class, () -> PdfText.of(document, Time.system())).code();
  }

  private static byte[] document(int pages, String password) throws IOException {
    BundledFont.install();
    try (var pdf = new PDDocument();
        var out = new ByteArrayOutputStream()) {
      for (int i = 1; i <= pages; i++) {
        var page = new PDPage();
        pdf.addPage(page);
        try (var content = new PDPageContentStream(pdf, page)) {
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          content.newLineAtOffset(50, 700);
          content.showText("This is page " + i);
          content.endText();
        }
      }
      if (!password.isEmpty()) {
        pdf.protect(new StandardProtectionPolicy(password, password, new AccessPermission()));
      }
      pdf.save(out);
      return out.toByteArray();
    }
  }
}
