package alpi.daemon.schedule;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.OutputId;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What is there for the owner to read that nobody waited for. The words are blobs, each owned by
/// its output, so that removing the one removes the other.
public final class Outputs {
  /// Most that are kept; the oldest go first.
  public static final int MAX_KEPT = 500;

  /// Most words of one, in bytes of UTF-8.
  public static final int MAX_BYTES = 1 << 20;

  /// Most that are listed.
  public static final int MAX_LISTED = 500;

  private final Journal journal;
  private final BlobStore blobs;
  private final Ids ids;
  private final Time time;

  public Outputs(Journal journal, BlobStore blobs, Ids ids, Time time) {
    this.journal = journal;
    this.blobs = blobs;
    this.ids = ids;
    this.time = time;
  }

  /// Files it, unless its source was filed before.
  ///
  /// @return what was filed by this call
  public Optional<Output> file(NewOutput wanted, Actor actor) {
    if (journal.view(reader -> OutputTable.filed(reader, wanted.source()))) {
      return Optional.empty();
    }
    OutputId id = ids.output();
    var owner = owner(id);
    byte[] words = wanted.text().getBytes(StandardCharsets.UTF_8);
    Optional<BlobRef> text =
        words.length == 0
            ? Optional.empty()
            : Optional.of(blobs.put(cut(words), "text/plain", owner));
    boolean filed =
        journal.transact(tx -> {
          boolean fresh = OutputTable.put(tx, id, wanted, text, time.now());
          if (fresh) {
            tx.append(filed(id, wanted, actor));
          }
          return fresh;
        });
    if (!filed) {
      blobs.disownAll(owner);
      return Optional.empty();
    }
    journal.view(reader -> OutputTable.beyond(reader, MAX_KEPT)).forEach(this::forget);
    return find(id);
  }

  private static Draft filed(OutputId id, NewOutput wanted, Actor actor) {
    Draft draft =
        Draft.of(EventKind.OUTPUT_FILED, actor)
            .in(wanted.session())
            .with("output", id.value())
            .with("kind", wanted.kind().wire())
            .with("state", wanted.state());
    if (wanted.schedule().isPresent()) {
      draft = draft.with("schedule", wanted.schedule().get().value());
    }
    return wanted.run().isPresent() ? draft.corr(wanted.run().get().value()) : draft;
  }

  /// At a whole character.
  private static byte[] cut(byte[] words) {
    int end = Math.min(words.length, MAX_BYTES);
    while (end > 0 && end < words.length && (words[end] & 0xc0) == 0x80) {
      end--;
    }
    return java.util.Arrays.copyOf(words, end);
  }

  private static BlobOwner owner(OutputId id) {
    return new BlobOwner(BlobOwner.Kind.OUTPUT, id.value());
  }

  public Optional<Output> find(OutputId id) {
    return journal.view(reader -> OutputTable.find(reader, id));
  }

  /// @throws Problem `not_found`
  public Output known(OutputId id) {
    return find(id).orElseThrow(() -> unknown(id));
  }

  /// Newest first.
  public List<Output> list(boolean unread, int limit) {
    int most = Math.clamp(limit, 1, MAX_LISTED);
    return journal.view(reader -> OutputTable.list(reader, unread, most));
  }

  public long unread() {
    return journal.view(OutputTable::unread);
  }

  /// Its words; empty when it has none.
  public String text(Output output) {
    return output
        .text()
        .map(hash -> new String(blobs.read(hash, MAX_BYTES), StandardCharsets.UTF_8))
        .orElse("");
  }

  /// Marks one as read.
  ///
  /// @throws Problem `not_found`
  public Output read(OutputId id, Actor actor) {
    return journal.transact(tx -> {
      if (OutputTable.markRead(tx, id, time.now())) {
        tx.append(Draft.of(EventKind.OUTPUT_READ, actor).with("output", id.value()));
      }
      return OutputTable.find(tx, id).orElseThrow(() -> unknown(id));
    });
  }

  /// Marks all as read.
  ///
  /// @return how many were not
  public int readAll(Actor actor) {
    return journal.transact(tx -> {
      int marked = OutputTable.markAllRead(tx, time.now());
      if (marked > 0) {
        tx.append(Draft.of(EventKind.OUTPUT_READ, actor).with("all", true));
      }
      return marked;
    });
  }

  /// Removes one with its words.
  ///
  /// @throws Problem `not_found`
  public void remove(OutputId id, Actor actor) {
    journal.transact(tx -> {
      if (!OutputTable.remove(tx, id)) {
        throw unknown(id);
      }
      return tx.append(Draft.of(EventKind.OUTPUT_REMOVED, actor).with("output", id.value()));
    });
    blobs.disownAll(owner(id));
  }

  private void forget(OutputId id) {
    journal.transact(tx -> {
      boolean gone = OutputTable.remove(tx, id);
      if (gone) {
        tx.append(
            Draft.of(EventKind.OUTPUT_REMOVED, Actor.SYSTEM)
                .with("output", id.value())
                .with("reason", "room"));
      }
      return gone;
    });
    blobs.disownAll(owner(id));
  }

  private static Problem unknown(OutputId id) {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "There is no output " + id + " in this profile.",
        "`alpi outputs list` shows them.");
  }
}
