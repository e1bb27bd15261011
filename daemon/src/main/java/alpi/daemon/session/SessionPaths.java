package alpi.daemon.session;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of session files: which conversations there are, as the files themselves say.
///
/// @param dir need not exist
record SessionPaths(Path dir) {
  static final String SUFFIX = ".jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(SessionPaths.class);

  Path file(SessionId id) {
    return dir.resolve(id.value() + SUFFIX);
  }

  boolean exists(SessionId id) {
    return Files.isRegularFile(file(id), LinkOption.NOFOLLOW_LINKS);
  }

  /// The size of a session's file; -1 when it is gone.
  long size(SessionId id) {
    try {
      return Files.size(file(id));
    } catch (IOException _) {
      // Gone between listing and looking: the caller's next look tells.
      return -1;
    }
  }

  /// Every session that has a file, in the order they began.
  List<SessionId> all() {
    List<SessionId> all = new ArrayList<>();
    if (!Files.isDirectory(dir)) {
      return all;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "s*" + SUFFIX)) {
      for (Path file : files) {
        id(file).filter(this::exists).ifPresent(all::add);
      }
    } catch (IOException e) {
      throw SessionFile.failure(e, dir);
    }
    all.sort(Comparator.comparing(SessionId::value));
    return all;
  }

  /// The sessions written last, read from their files: what a list falls back to without an index.
  List<SessionSummary> newest(int limit) {
    record Dated(SessionId id, Instant modified) {}
    return all().stream()
        .map(id -> new Dated(id, modified(id)))
        .sorted(Comparator.comparing(Dated::modified).reversed())
        .map(dated -> summary(dated.id()))
        .flatMap(Optional::stream)
        .filter(summary -> summary.messages() > 0)
        .limit(limit)
        .toList();
  }

  private Instant modified(SessionId id) {
    try {
      return Files.getLastModifiedTime(file(id)).toInstant();
    } catch (IOException _) {
      // Gone meanwhile: it sorts last and reading it tells.
      return Instant.EPOCH;
    }
  }

  private Optional<SessionSummary> summary(SessionId id) {
    try {
      var unknown = new SessionHeader(id, Instant.EPOCH, ProfileName.DEFAULT);
      return Optional.of(
          Session.loaded(SessionFile.load(file(id), unknown), (_, _) -> {}).summary());
    } catch (Problem e) {
      LOG.warn("event=session_not_listed session={}", id, e);
      return Optional.empty();
    }
  }

  private static Optional<SessionId> id(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return Optional.of(new SessionId(name.substring(0, name.length() - SUFFIX.length())));
    } catch (Problem _) {
      // Some other file: not ours to list.
      return Optional.empty();
    }
  }
}
