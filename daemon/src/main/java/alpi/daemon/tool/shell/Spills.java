package alpi.daemon.tool.shell;

import alpi.alp.blob.BlobRef;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.config.Redactor;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.sandbox.Finished;
import alpi.daemon.sandbox.Finished.Output;
import alpi.daemon.tool.Owners;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;

/// Turns outputs that were too long to keep in memory into blobs of the conversation, cleaned of
/// secrets on the way, and removes the files they lay in.
public final class Spills {
  private static final int PIECE = 64 << 10;

  private final BlobStore blobs;
  private final Origins origins;
  private final Supplier<Redactor> redactor;

  /// @param redactor knows the secrets that there are now
  public Spills(BlobStore blobs, Origins origins, Supplier<Redactor> redactor) {
    this.blobs = blobs;
    this.origins = origins;
    this.redactor = redactor;
  }

  /// @param labels what the outputs carry, and so what is kept of them
  /// @return a line for each output that is kept, for the model; empty when none is
  String keep(Finished finished, SessionId session, Labels labels) throws IOException {
    return line("output", finished.out(), session, labels)
        + line("stderr", finished.err(), session, labels);
  }

  private String line(String what, Output output, SessionId session, Labels labels)
      throws IOException {
    Optional<Path> file = output.file();
    if (file.isEmpty()) {
      return "";
    }
    Path clean = file.get().resolveSibling(file.get().getFileName() + ".clean");
    try {
      redact(file.get(), clean);
      try (var in = Files.newInputStream(clean)) {
        BlobRef ref = blobs.put(in, "text/plain", Owners.session(session));
        origins.mark(ref.hash(), ref.bytes(), labels);
        return "[all " + output.bytes() + " bytes of " + what + ": read blob:" + ref.hash() + "]\n";
      }
    } finally {
      Files.deleteIfExists(clean);
      Files.deleteIfExists(file.get());
    }
  }

  private void redact(Path raw, Path clean) throws IOException {
    Files.deleteIfExists(clean);
    Files.createFile(clean, PrivateFiles.fileMode());
    Redactor.Stream cleaner = redactor.get().stream();
    try (Reader in = new InputStreamReader(Files.newInputStream(raw), StandardCharsets.UTF_8);
        OutputStream out = Files.newOutputStream(clean, StandardOpenOption.WRITE)) {
      char[] piece = new char[PIECE];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        out.write(cleaner.push(new String(piece, 0, n)).getBytes(StandardCharsets.UTF_8));
      }
      out.write(cleaner.flush().getBytes(StandardCharsets.UTF_8));
    }
  }
}
