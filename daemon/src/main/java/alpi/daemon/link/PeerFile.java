package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.peer.PeerBook;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.config.YamlEntries;
import alpi.daemon.profile.FileStamp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// `peers.yaml` as it stands, read again when somebody edited it. A file that cannot be read pins
/// nobody, and is never written over.
final class PeerFile {
  private final Path path;
  private final Supplier<PeerKey> own;

  /// Guards the field below, and that changes follow one another.
  private final ReentrantLock lock = new ReentrantLock();

  private Optional<Snapshot> read = Optional.empty();

  /// What the file said at one moment.
  ///
  /// @param problem why it cannot be read
  /// @param skipped why entries do not count
  record Snapshot(
      FileStamp stamp,
      Optional<YamlEntries> file,
      PeerBook book,
      Optional<Problem> problem,
      List<String> skipped) {}

  PeerFile(ProfileHome home, Supplier<PeerKey> own) {
    this.path = home.peers();
    this.own = own;
  }

  Snapshot now() {
    lock.lock();
    try {
      FileStamp stamp = FileStamp.of(path);
      if (read.filter(known -> known.stamp().equals(stamp)).isEmpty()) {
        read = Optional.of(load(stamp));
      }
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  /// What `change` makes of the book, once it is on disk.
  ///
  /// @throws Problem that of `change`; `config_broken` for a file that cannot be read
  PeerBook change(UnaryOperator<PeerBook> change) {
    lock.lock();
    try {
      Snapshot before = now();
      YamlEntries file = before.file().orElseThrow(() -> before.problem().orElseThrow());
      PeerBook after = change.apply(before.book());
      if (!after.equals(before.book())) {
        PeerEntries.changed(file, before.book(), after).save(path);
      }
      return now().book();
    } finally {
      lock.unlock();
    }
  }

  private Snapshot load(FileStamp stamp) {
    PeerKey key = own.get();
    try {
      YamlEntries file = YamlEntries.load(path);
      PeerEntries.Read found = PeerEntries.read(file.entries(), key);
      return new Snapshot(
          stamp, Optional.of(file), found.book(), Optional.empty(), found.skipped());
    } catch (Problem problem) {
      return new Snapshot(
          stamp, Optional.empty(), PeerBook.empty(key), Optional.of(problem), List.of());
    }
  }
}
