package alpi.daemon.tool.pdf;

import alpi.daemon.base.Time;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.text.PDFTextStripper;

/// Takes the text out of pages, and stops at the next operator of a page once its time is up or it
/// is interrupted: a page may be written so that it never comes to an end.
final class TimedStripper extends PDFTextStripper {
  private final long end;
  private final Time time;

  /// @param end in nanoseconds of `time`
  TimedStripper(long end, Time time) {
    this.end = end;
    this.time = time;
  }

  /// The time was up in the middle of a page.
  static final class OutOfTime extends IOException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super("reading the page took too long");
    }
  }

  @Override
  protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
    if (time.nanos() - end > 0 || Thread.currentThread().isInterrupted()) {
      throw new OutOfTime();
    }
    super.processOperator(operator, operands);
  }
}
