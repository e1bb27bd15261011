package alpi.daemon.tool.pdf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/// PDF files for tests.
public final class PdfMaker {
  private PdfMaker() {}

  /// Pages that say which one they are.
  ///
  /// @param password asked of every reader; empty for none
  public static byte[] document(int pages, String password) throws IOException {
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

  /// One page with these lines, in small print.
  public static byte[] saying(List<String> lines) throws IOException {
    BundledFont.install();
    try (var pdf = new PDDocument();
        var out = new ByteArrayOutputStream()) {
      var page = new PDPage();
      pdf.addPage(page);
      try (var content = new PDPageContentStream(pdf, page)) {
        content.beginText();
        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 3);
        content.newLineAtOffset(10, 700);
        for (String line : lines) {
          content.showText(line);
          content.newLineAtOffset(0, -20);
        }
        content.endText();
      }
      pdf.save(out);
      return out.toByteArray();
    }
  }

  /// Pages with nothing on them, as a scanner's are without their pictures.
  public static byte[] blank(int pages) throws IOException {
    try (var pdf = new PDDocument();
        var out = new ByteArrayOutputStream()) {
      for (int i = 0; i < pages; i++) {
        pdf.addPage(new PDPage());
      }
      pdf.save(out);
      return out.toByteArray();
    }
  }
}
