package alpi.daemon.blob;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.daemon.base.Time;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Files and rows as they are found when a store is opened, brought together. A row without a file
/// is damage and says so. A file without a row keeps its bytes: its name says what they are, and
/// nobody but the journal that is gone could say that they are not needed.
final class Reconciliation {
  private final Journal journal;
  private final Shelf shelf;
  private final Time time;

  Reconciliation(Journal journal, Shelf shelf, Time time) {
    this.journal = journal;
    this.shelf = shelf;
    this.time = time;
  }

  /// @return the files that got a row now
  Set<Sha256> run(Function<Sha256, Optional<BlobRef>> stat, Consumer<Sha256> setAside)
      throws IOException {
    shelf.dropStaged();
    Set<String> rows = journal.view(BlobTable::hashes);
    Set<Sha256> files = shelf.names();
    Set<Sha256> fresh = new HashSet<>();
    for (Sha256 file : files) {
      if (!rows.contains(file.hex()) && takeIn(file)) {
        fresh.add(file);
      }
    }
    Set<String> missing = new HashSet<>(rows);
    files.forEach(file -> missing.remove(file.hex()));
    for (String hex : missing) {
      if (stat.apply(new Sha256(hex)).isPresent()) {
        setAside.accept(new Sha256(hex));
      }
    }
    return Set.copyOf(fresh);
  }

  private boolean takeIn(Sha256 file) throws IOException {
    if (!shelf.hashOf(file).matches(file)) {
      shelf.quarantine(file);
      return false;
    }
    var ref = new BlobRef(file, shelf.size(file), BlobRef.UNKNOWN_TYPE);
    return journal.transact(tx -> {
      tx.append(BlobStore.draft(EventKind.BLOB_STORED, ref).with("found", true));
      return BlobTable.insert(tx, ref, time.now());
    });
  }
}
