package alpi.daemon.audit;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.journal.EventSink;
import alpi.daemon.journal.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Writes a copy of the record into a file of its own (0600), and checks the record on the way: a
/// copy is worth what its verdict says.
public final class AuditExport {
  /// Characters gathered before they are written.
  private static final int CHUNK = 64 << 10;

  private final AuditCheck check;

  public AuditExport(AuditCheck check) {
    this.check = check;
  }

  /// @param records how many lines the file has
  public record Exported(AuditReport report, long records, long bytes) {}

  /// @param after only events with a larger number are written; all are checked
  /// @param file must not exist
  /// @throws Problem `conflict` when it does; `disk_full`
  public Exported write(ExportForm form, long after, Path file) {
    try (FileChannel channel = create(file)) {
      var lines = new Lines(form, after, channel);
      AuditReport report = check.run(List.of(), List.of(), lines);
      lines.flush();
      channel.force(true);
      return new Exported(report, lines.records, channel.position());
    } catch (IOException e) {
      return failed(file, e);
    } catch (UncheckedIOException e) {
      return failed(file, Objects.requireNonNull(e.getCause()));
    }
  }

  private static FileChannel create(Path file) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PrivateFiles.fileMode());
      PrivateFiles.tighten(file);
      return channel;
    } catch (FileAlreadyExistsException e) {
      throw Problem.of(
              ErrorCode.CONFLICT, "The file " + file + " exists already.", "Choose another name.")
          .because(e);
    }
  }

  private static Exported failed(Path file, IOException e) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      e.addSuppressed(left);
    }
    throw Problem.of(
            ErrorCode.STORAGE,
            "The file " + file + " cannot be written: " + e.getMessage() + ".",
            "Choose a place with room that you can write.")
        .because(e);
  }

  private static final class Lines implements EventSink {
    private final ExportForm form;
    private final long after;
    private final FileChannel channel;
    private final StringBuilder text = new StringBuilder(CHUNK + 8192);
    private long records;

    Lines(ExportForm form, long after, FileChannel channel) {
      this.form = form;
      this.after = after;
      this.channel = channel;
    }

    @Override
    public void take(StoredEvent event) {
      if (event.seq() <= after) {
        return;
      }
      form.write(event, text);
      records++;
      if (text.length() >= CHUNK) {
        flush();
      }
    }

    void flush() {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        text.setLength(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
