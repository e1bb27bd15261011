package alpi.daemon.agent;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.Problem;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.StoredBlob;
import alpi.daemon.config.LineDiff;
import alpi.daemon.config.Redactor;
import alpi.daemon.journal.Event;
import alpi.daemon.tool.file.FileChanges;
import alpi.daemon.tool.file.FileChanges.Before;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files that a run changed, and how: what they held before it is kept so that it can be
/// undone; what it left is read where that still is to be found.
public final class RunFiles {
  /// Largest content that is compared line by line.
  public static final int MAX_COMPARED = 1 << 20;

  private final BlobStore blobs;

  public RunFiles(BlobStore blobs) {
    this.blobs = blobs;
  }

  /// One file: what it held before the first change of the run, and after the last.
  ///
  /// @param before absent when there was no such file
  /// @param after absent when the run left none
  public record Changed(String path, Optional<Sha256> before, Optional<Sha256> after) {}

  /// @param change `created`, `changed`, `removed`, or `unchanged` where it ended as it began
  /// @param diff in unified form; empty when it cannot be shown
  /// @param why it cannot be shown
  public record Difference(
      String path, String change, Optional<String> diff, Optional<String> why) {}

  /// Gathers the changes of a run.
  static final class Fold {
    private final Map<String, Changed> byPath = new LinkedHashMap<>();

    void add(Event event) {
      if (!byUndo(event)) {
        String path = event.body().path("path").asString("");
        var now = new Changed(path, hash(event, "before"), hash(event, "after"));
        byPath.merge(path, now, (first, last) -> new Changed(path, first.before(), last.after()));
      }
    }

    List<Changed> files() {
      return List.copyOf(byPath.values());
    }
  }

  /// Whether a change took one back.
  static boolean byUndo(Event event) {
    return event.body().path("tool").asString("").equals("undo");
  }

  private static Optional<Sha256> hash(Event event, String field) {
    String hex = event.body().path(field).asString("");
    return Sha256.isHex(hex) ? Optional.of(new Sha256(hex)) : Optional.empty();
  }

  /// How one file changed.
  ///
  /// @param redactor takes secrets out of the lines
  public Difference difference(Changed file, Redactor redactor) {
    String change = change(file);
    if (change.equals("unchanged")) {
      return new Difference(file.path(), change, Optional.of(""), Optional.empty());
    }
    try {
      String before = text(file.before(), Optional.empty());
      String after = text(file.after(), Optional.of(file.path()));
      return new Difference(
          file.path(), change, Optional.of(patch(file, before, after, redactor)), Optional.empty());
    } catch (Unshown unshown) {
      return new Difference(file.path(), change, Optional.empty(), Optional.of(unshown.why));
    }
  }

  private static String change(Changed file) {
    if (file.before().equals(file.after())) {
      return "unchanged";
    }
    if (file.before().isEmpty()) {
      return "created";
    }
    return file.after().isEmpty() ? "removed" : "changed";
  }

  private static String patch(Changed file, String before, String after, Redactor redactor) {
    String old = file.before().isEmpty() ? "/dev/null" : file.path();
    String fresh = file.after().isEmpty() ? "/dev/null" : file.path();
    List<String> hunks = LineDiff.unified(redactor.redact(before), redactor.redact(after));
    return "--- " + old + "\n+++ " + fresh + "\n" + String.join("\n", hunks) + "\n";
  }

  /// A content that cannot be shown, and why.
  private static final class Unshown extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    private Unshown(String why) {
      super(why);
      this.why = why;
    }
  }

  /// @param at where it may lie besides the store
  private String text(Optional<Sha256> hash, Optional<String> at) throws Unshown {
    if (hash.isEmpty()) {
      return "";
    }
    byte[] content = content(hash.get(), at);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
      throw new Unshown("it is not text");
    } catch (CharacterCodingException e) {
      throw new Unshown("it is not text");
    }
  }

  private byte[] content(Sha256 hash, Optional<String> at) throws Unshown {
    Optional<StoredBlob> kept = blobs.find(hash).filter(blob -> !blob.corrupt());
    if (kept.isPresent()) {
      return small(kept.get().ref().bytes(), () -> blobs.read(hash, MAX_COMPARED));
    }
    Optional<Before> there = at.flatMap(RunFiles::there).filter(now -> now.hash().equals(hash));
    if (there.isEmpty()) {
      throw new Unshown(
          at.isPresent()
              ? "it was changed since, and what the run left is not kept"
              : "what it held before is no longer kept");
    }
    return small(there.get().content().length, () -> there.get().content());
  }

  private interface Content {
    byte[] read();
  }

  private static byte[] small(long bytes, Content content) throws Unshown {
    if (bytes > MAX_COMPARED) {
      throw new Unshown("it is larger than " + (MAX_COMPARED >> 20) + " MiB");
    }
    try {
      return content.read();
    } catch (Problem gone) {
      throw new Unshown("what it held is no longer kept");
    }
  }

  private static Optional<Before> there(String path) {
    try {
      return FileChanges.before(Path.of(path), path);
    } catch (Problem unreadable) {
      return Optional.empty();
    }
  }
}
