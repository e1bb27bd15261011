package alpi.daemon.audit;

import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.rpc.Problem;
import alpi.daemon.audit.AuditReport.State;
import alpi.daemon.audit.Comparison.Standing;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.journal.Anchor;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventSink;
import alpi.daemon.journal.JournalFile;
import alpi.daemon.journal.StoredEvent;
import alpi.daemon.journal.VerifyReport;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;

/// Checks the journal of a profile against itself, against its checkpoints and against checkpoints
/// that were kept elsewhere; the checkpoints against what the journal tells of them; and all of it
/// against what peers were shown.
public final class AuditCheck {
  private final ProfileHome home;
  private final JournalFile journal;

  public AuditCheck(ProfileHome home, JournalFile journal) {
    this.home = home;
    this.journal = journal;
  }

  /// @param kept checkpoints from elsewhere, for example printed a month ago
  public AuditReport run(List<Checkpoint> kept) {
    return run(kept, List.of(), EventSink.NONE);
  }

  /// The same, handing each event that holds to `sink`.
  ///
  /// @param accounts what peers say that they were shown
  public AuditReport run(List<Checkpoint> kept, List<Account> accounts, EventSink sink) {
    Optional<PeerKey> key;
    CheckpointFile.Content content;
    try {
      key = AuditKey.known(home);
      content = CheckpointFile.read(home, key);
    } catch (Problem | UncheckedIOException e) {
      return report(
          State.CHECKPOINTS, 0, none(), List.of(), Optional.empty(), message(e), List.of());
    }
    List<Anchor> anchors = new ArrayList<>();
    content.checkpoints().forEach(it -> anchors.add(it.anchor()));
    Optional<Checkpoint> foreign = kept.stream().filter(it -> !ours(it, content)).findFirst();
    kept.stream().filter(it -> ours(it, content)).forEach(it -> anchors.add(it.anchor()));
    var asked = new Accounts(accounts, sink);
    var told = new Told(asked);
    VerifyReport found = journal.examine(anchors, told);
    List<Comparison> peers = asked.compared(key);
    Optional<String> wrong =
        content
            .fault()
            .or(() -> foreign.map(this::stranger))
            .or(() -> missing(content, told.number));
    Optional<String> another = contradicted(peers);
    State state = state(found, wrong.isPresent(), another.isPresent());
    String sentence =
        state == State.CHECKPOINTS ? wrong.orElse("") : sentence(found, content, wrong);
    return report(
        state,
        found.events(),
        found.firstBad(),
        content.checkpoints(),
        key,
        sentence + another.map(" "::concat).orElse(""),
        peers);
  }

  private static Optional<String> contradicted(List<Comparison> peers) {
    return peers.stream()
        .filter(it -> it.standing() == Standing.CONTRADICTS)
        .findFirst()
        .map(it ->
            "The peer "
                + it.peer()
                + " "
                + it.detail()
                + ": this is an older copy, or another history than the one it was shown.");
  }

  private static State state(VerifyReport found, boolean wrong, boolean another) {
    return switch (found.verdict()) {
      case OK -> wrong ? State.CHECKPOINTS : another ? State.CONTRADICTED : State.OK;
      case TORN_TAIL -> wrong ? State.CHECKPOINTS : another ? State.CONTRADICTED : State.TORN;
      case TAMPERED -> State.TAMPERED;
      case CUT -> State.CUT;
      case DAMAGED -> State.DAMAGED;
    };
  }

  private static String sentence(
      VerifyReport found, CheckpointFile.Content content, Optional<String> wrong) {
    String vouched =
        content
            .last()
            .filter(_ -> found.sound())
            .map(it ->
                " Checkpoint " + it.number() + " vouches for all up to event " + it.seq() + ".")
            .orElse("");
    return found.sentence() + vouched + wrong.map(" "::concat).orElse("");
  }

  /// The journal tells of each checkpoint, so cutting their file alone is seen.
  private Optional<String> missing(CheckpointFile.Content content, long told) {
    return told <= content.checkpoints().size()
        ? Optional.empty()
        : Optional.of(
            "The journal tells of checkpoint "
                + told
                + ", and "
                + CheckpointFile.of(home)
                + " ends with "
                + content.checkpoints().size()
                + ": it was cut off, replaced or removed.");
  }

  private String stranger(Checkpoint kept) {
    return "The checkpoint of "
        + kept.at()
        + " that was kept elsewhere is of another profile or signed with another key ("
        + kept.key().brief()
        + "…).";
  }

  private boolean ours(Checkpoint kept, CheckpointFile.Content content) {
    boolean signer =
        content.checkpoints().isEmpty()
            || content.checkpoints().getFirst().key().equals(kept.key());
    return signer && kept.profile().equals(home.name()) && kept.genuine();
  }

  private static OptionalLong none() {
    return OptionalLong.empty();
  }

  private static String message(RuntimeException e) {
    return e instanceof Problem problem ? problem.sentence() : "It cannot be read: " + e + ".";
  }

  private static AuditReport report(
      State state,
      long events,
      OptionalLong firstBad,
      List<Checkpoint> checkpoints,
      Optional<PeerKey> key,
      String sentence,
      List<Comparison> peers) {
    Optional<Checkpoint> last =
        checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.getLast());
    return new AuditReport(
        state,
        events,
        firstBad,
        checkpoints.size(),
        last.map(Checkpoint::seq).orElse(0L),
        last.map(Checkpoint::at),
        key.map(PeerKey::text).or(() -> last.map(it -> it.key().text())),
        sentence,
        peers);
  }

  /// Passes events on and remembers the largest checkpoint that they tell of.
  private static final class Told implements EventSink {
    private static final String KIND = EventKind.JOURNAL_CHECKPOINTED.wire();

    private final EventSink next;
    private long number;

    Told(EventSink next) {
      this.next = next;
    }

    @Override
    public void take(StoredEvent event) {
      if (event.kind().equals(KIND)) {
        number = Math.max(number, number(event.body()));
      }
      next.take(event);
    }

    private static long number(String body) {
      try {
        return Json.parse(body).path("number").asLong(0);
      } catch (JacksonException _) {
        return 0;
      }
    }
  }
}
