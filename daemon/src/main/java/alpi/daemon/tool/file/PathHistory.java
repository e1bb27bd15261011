package alpi.daemon.tool.file;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.tool.file.FileChanges.Before;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One file on its way back through the events of a run: what it holds now, and what it should hold
/// when everything that can be taken back is.
final class PathHistory {
  private final Path path;
  private final JobId run;
  private final Optional<Sha256> found;
  private final Optional<String> foundMode;
  private final Set<Path> strays = new LinkedHashSet<>();
  private Optional<Sha256> target;
  private Optional<String> mode;
  private int made;
  private @Nullable String blocked;

  private PathHistory(Path path, JobId run, Optional<Before> now, @Nullable String blocked) {
    this.path = path;
    this.run = run;
    this.found = now.map(Before::hash);
    this.foundMode = now.map(Before::mode);
    this.target = found;
    this.mode = foundMode;
    this.blocked = blocked;
  }

  /// The file as it is.
  static PathHistory now(String path, JobId run) {
    Path at = Path.of(path);
    try {
      return new PathHistory(at, run, FileChanges.before(at, path), null);
    } catch (Problem e) {
      return new PathHistory(at, run, Optional.empty(), e.sentence());
    }
  }

  /// Steps back over one event.
  void goBack(JsonNode event) {
    Optional<Sha256> before = hash(event, "before");
    Optional<Sha256> after = hash(event, "after");
    strays.add(FileChanges.strayName(run, path, after.orElse(Sha256.of(new byte[0]))));
    before.ifPresent(hash -> strays.add(FileChanges.strayName(run, path, hash)));
    if (blocked != null) {
      return;
    }
    if (target.equals(after)) {
      target = before;
      mode = event.has("mode") ? Optional.of(event.path("mode").asString("")) : mode;
    } else if (!target.equals(before)) {
      blocked = "it was changed since";
      return;
    }
    if (before.isEmpty()) {
      made = Math.max(made, event.path("made").asInt(0));
    }
  }

  String path() {
    return path.toString();
  }

  /// What the file held when the undoing began.
  Optional<Sha256> found() {
    return found;
  }

  Optional<Sha256> target() {
    return target;
  }

  Optional<String> blocked() {
    return Optional.ofNullable(blocked);
  }

  /// How many folders above it the run had made, if it had made the file too and it will be gone.
  int made() {
    return target.isEmpty() ? made : 0;
  }

  boolean differs() {
    return !target.equals(found) || (target.isPresent() && !mode.equals(foundMode));
  }

  /// Removes what a kill in the middle of a write left beside the file.
  void sweep() {
    Path parent = FileChanges.parent(path);
    if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (HeldFolder folder = HeldFolder.open(parent)) {
      for (Path stray : strays) {
        folder.deleteStray(stray);
      }
    } catch (IOException e) {
      throw Causes.writing(path.toString(), e);
    }
  }

  /// Puts the target in place, if the file still holds what was found.
  void restore(byte[] content) {
    Path leaf = FileChanges.leaf(path);
    try (HeldFolder folder = HeldFolder.open(FileChanges.parent(path))) {
      Optional<Sha256> still =
          folder.attributes(leaf).isEmpty()
              ? Optional.empty()
              : Optional.of(Sha256.of(folder.read(leaf, FileChanges.MAX_BYTES)));
      if (!still.equals(found)) {
        throw Problem.of(ErrorCode.CONFLICT, "it was changed since");
      }
      if (target.isEmpty()) {
        folder.deleteFile(leaf);
        return;
      }
      Path stray = FileChanges.strayName(run, path, target.get());
      folder.deleteStray(stray);
      folder.create(stray, content, mode);
      folder.rename(stray, leaf);
    } catch (IOException e) {
      throw Causes.writing(path.toString(), e);
    }
  }

  private static Optional<Sha256> hash(JsonNode event, String field) {
    String hex = event.path(field).asString("");
    return Sha256.isHex(hex) ? Optional.of(new Sha256(hex)) : Optional.empty();
  }
}
