package alpi.daemon.tool.file;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.tool.Owners;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Changes files so that every change can be taken back, and so that a kill at any step leaves
/// either the old file or the new one.
///
/// The order is the point. The old bytes become a blob; then `file.changed` is durable; then
/// folders are made; then the new bytes are written beside the file, under a name that follows from
/// the event; then one rename puts them in place. Whoever reads the event later can tell from the
/// file's hash whether the change happened, and can find what a kill left behind.
public final class FileChanges {
  /// Largest file that is replaced: its old bytes must be kept.
  public static final int MAX_BYTES = 64 << 20;

  /// Stands for a file that is not there.
  static final String ABSENT = "absent";

  private final Journal journal;
  private final BlobStore blobs;
  private final Origins origins;

  public FileChanges(Journal journal, BlobStore blobs, Origins origins) {
    this.journal = journal;
    this.blobs = blobs;
    this.origins = origins;
  }

  /// Who changes a file, for the record.
  ///
  /// @param labels of everything that went into the whole new content
  /// @param editor through which texts are written, where the conversation is open in one
  public record Author(
      Actor actor,
      SessionId session,
      JobId run,
      String call,
      String tool,
      Labels labels,
      Optional<Editor> editor) {}

  /// What the file at `path` carries: whoever keeps a part of it hands this on.
  public Labels known(Path path) {
    return origins.of(path);
  }

  /// What a file was before.
  ///
  /// @param mode as `rw-r--r--`
  @SuppressWarnings("ArrayRecordComponent") // compared by its hash, never by equals
  public record Before(byte[] content, String mode) {
    public Sha256 hash() {
      return Sha256.of(content);
    }
  }

  /// The file at `path` now; empty when nothing is there.
  ///
  /// @param path real and absolute
  /// @throws Problem when something is there that cannot be replaced
  public static Optional<Before> before(Path path, String shown) {
    Path parent = parent(path);
    if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (HeldFolder folder = HeldFolder.open(parent)) {
      return before(folder, leaf(path), shown);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, shown + " cannot be read: " + Causes.of(e) + ".")
          .because(e);
    }
  }

  /// Puts `content` in place of what is at `path`, or creates it.
  ///
  /// @param expected hash of what must be there; empty when nothing may be
  /// @throws Problem `conflict` when something else is there; nothing is changed then
  void apply(Path path, String shown, Optional<Sha256> expected, byte[] content, Author author) {
    apply(path, shown, expected, content, Optional.empty(), author);
  }

  /// The same; a file that is created gets `mode`, or what the owner's umask gives it.
  public void apply(
      Path path,
      String shown,
      Optional<Sha256> expected,
      byte[] content,
      Optional<String> mode,
      Author author) {
    Path parent = parent(path);
    int made = missing(parent);
    try {
      Optional<Before> now = made > 0 ? Optional.empty() : heldBefore(parent, leaf(path), shown);
      check(now.map(Before::hash), expected, shown);
      now.ifPresent(old -> keep(old, author));
      Sha256 after = Sha256.of(content);
      record(path, now, content, made, author);
      Optional<String> text = author.editor().flatMap(editor -> editor.takes(content));
      if (text.isPresent()) {
        Files.createDirectories(parent);
        author.editor().get().write(path, text.get());
        settle(path, shown, now, content, author);
        return;
      }
      Optional<String> bits = now.map(Before::mode).or(() -> mode);
      write(path, shown, now, content, bits, strayName(author.run(), path, after));
    } catch (IOException e) {
      throw Causes.writing(shown, e);
    }
  }

  private void write(
      Path path,
      String shown,
      Optional<Before> now,
      byte[] content,
      Optional<String> mode,
      Path stray)
      throws IOException {
    Path parent = parent(path);
    // There is no way to make a folder relative to a descriptor. Should a link be swapped in
    // meanwhile, an empty folder is all that can appear elsewhere: opening below refuses the link.
    Files.createDirectories(parent);
    try (HeldFolder folder = HeldFolder.open(parent)) {
      folder.deleteStray(stray);
      try {
        folder.create(stray, content, mode);
        Optional<Sha256> still = before(folder, leaf(path), shown).map(Before::hash);
        check(still, now.map(Before::hash), shown);
        folder.rename(stray, leaf(path));
      } catch (IOException | RuntimeException e) {
        folder.deleteStray(stray);
        throw e;
      }
    }
  }

  /// Looks at what an editor made of a change. One that formats what it saves made a change of its
  /// own, which is recorded too: undo goes back over both.
  private void settle(
      Path path, String shown, Optional<Before> before, byte[] content, Author author)
      throws IOException {
    Optional<Before> found = heldBefore(parent(path), leaf(path), shown);
    if (found.map(Before::hash).equals(Optional.of(Sha256.of(content)))) {
      return;
    }
    if (found.isEmpty() || found.map(Before::hash).equals(before.map(Before::hash))) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "The editor took the change of " + shown + " and saved nothing.",
          "Ask the owner to save or close the file there, then read it again.");
    }
    Before now = found.get();
    record(path, Optional.of(new Before(content, now.mode())), now.content(), 0, author);
  }

  private void keep(Before old, Author author) {
    blobs.put(old.content(), "application/octet-stream", Owners.preimage(author.run()));
  }

  /// The change and what it does to the file's labels, in one transaction.
  private void record(Path path, Optional<Before> before, byte[] after, int made, Author author) {
    Sha256 hash = Sha256.of(after);
    ObjectNode body =
        Json.object()
            .put("path", path.toString())
            .put("before", before.map(old -> old.hash().hex()).orElse(ABSENT))
            .put("after", hash.hex())
            .put("tool", author.tool());
    before.ifPresent(old -> body.put("mode", old.mode()));
    if (made > 0) {
      body.put("made", made);
    }
    Draft draft =
        Draft.of(EventKind.FILE_CHANGED, author.actor())
            .in(author.session())
            .corr(author.run().value())
            .span(author.call())
            .body(body);
    journal.transact(tx -> {
      origins.wrote(tx, path, hash, after.length, author.labels());
      return tx.append(draft);
    });
  }

  private static void check(Optional<Sha256> now, Optional<Sha256> expected, String shown) {
    if (!now.equals(expected)) {
      String what = expected.isEmpty() ? "has appeared" : "was changed by someone else";
      throw Problem.of(
          ErrorCode.CONFLICT, shown + " " + what + " meanwhile.", "Read it again, then decide.");
    }
  }

  private static Optional<Before> heldBefore(Path parent, Path leaf, String shown)
      throws IOException {
    try (HeldFolder folder = HeldFolder.open(parent)) {
      return before(folder, leaf, shown);
    }
  }

  private static Optional<Before> before(HeldFolder folder, Path leaf, String shown)
      throws IOException {
    Optional<BasicFileAttributes> found = folder.attributes(leaf);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    BasicFileAttributes is = found.get();
    if (is.isDirectory()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, shown + " is a folder.");
    }
    if (!is.isRegularFile()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, shown + " is a link, pipe, socket or device, not a file.");
    }
    if (is.size() > MAX_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          shown + " is larger than " + (MAX_BYTES >> 20) + " MiB: it could not be restored.");
    }
    String mode = folder.mode(leaf);
    if (mode.charAt(1) != 'w') {
      throw Problem.of(
          ErrorCode.DENIED, shown + " is read-only.", "Make it writable first, if it should be.");
    }
    return Optional.of(new Before(folder.read(leaf, MAX_BYTES), mode));
  }

  /// How many folders, counted up from `parent`, are not there yet.
  private static int missing(Path parent) {
    int missing = 0;
    for (Path at = parent;
        at != null && Files.notExists(at, LinkOption.NOFOLLOW_LINKS);
        at = at.getParent()) {
      missing++;
    }
    return missing;
  }

  /// Where the new bytes lie until they are renamed into place.
  static Path strayName(JobId run, Path path, Sha256 after) {
    String seed = run.value() + "\n" + path + "\n" + after.hex();
    return Path.of(".alpi-" + Sha256.of(seed.getBytes(StandardCharsets.UTF_8)).brief() + ".part");
  }

  static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The root folder is not a file.");
    }
    return parent;
  }

  static Path leaf(Path path) {
    Path leaf = path.getFileName();
    if (leaf == null) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The root folder is not a file.");
    }
    return leaf;
  }
}
