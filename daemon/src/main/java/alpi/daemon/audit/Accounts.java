package alpi.daemon.audit;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.daemon.audit.Comparison.Standing;
import alpi.daemon.journal.EventSink;
import alpi.daemon.journal.StoredEvent;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Compares what peers were shown with the events of a journal, as they pass by in their order.
final class Accounts implements EventSink {
  private final List<Account> accounts;
  private final EventSink next;

  /// The events that a peer was shown, each once, the first one first.
  private final long[] wanted;

  private final Map<Long, Sha256> found = new HashMap<>();
  private int reached;

  Accounts(List<Account> accounts, EventSink next) {
    this.accounts = List.copyOf(accounts);
    this.next = next;
    this.wanted =
        accounts.stream()
            .flatMap(account -> shown(account).stream())
            .mapToLong(Checkpoint::seq)
            .sorted()
            .distinct()
            .toArray();
  }

  private static List<Checkpoint> shown(Account account) {
    return account instanceof Account.Holds holds ? holds.shown() : List.of();
  }

  @Override
  public void take(StoredEvent event) {
    while (reached < wanted.length && wanted[reached] < event.seq()) {
      reached++;
    }
    if (reached < wanted.length && wanted[reached] == event.seq()) {
      found.put(event.seq(), Sha256.ofDigest(event.hash()));
    }
    next.take(event);
  }

  /// After the last event.
  ///
  /// @param key that signs the checkpoints of the profile today
  List<Comparison> compared(Optional<PeerKey> key) {
    return accounts.stream().map(account -> compared(account, key)).toList();
  }

  private Comparison compared(Account account, Optional<PeerKey> key) {
    return switch (account) {
      case Account.Holds(var peer, var shown) -> compared(peer, shown, key);
      case Account.Unproven(var peer) ->
          without(peer, Standing.UNPROVEN, "holds what this profile never showed it");
      case Account.Silent(var peer, var why) -> without(peer, Standing.SILENT, why);
    };
  }

  private static Comparison without(String peer, Standing standing, String detail) {
    return new Comparison(peer, standing, OptionalLong.empty(), Optional.empty(), detail);
  }

  private Comparison compared(String peer, List<Checkpoint> shown, Optional<PeerKey> key) {
    List<Checkpoint> inOrder =
        shown.stream().sorted(Comparator.comparingLong(Checkpoint::seq)).toList();
    if (inOrder.isEmpty()) {
      return without(peer, Standing.NOTHING, "was shown nothing yet");
    }
    for (Checkpoint each : inOrder) {
      Optional<String> wrong = wrong(each, key);
      if (wrong.isPresent()) {
        return told(peer, Standing.CONTRADICTS, each, wrong.get());
      }
    }
    return told(
        peer, Standing.AGREES, inOrder.getLast(), "was shown what the journal says up to there");
  }

  private static Comparison told(
      String peer, Standing standing, Checkpoint checkpoint, String detail) {
    return new Comparison(
        peer, standing, OptionalLong.of(checkpoint.seq()), Optional.of(checkpoint.at()), detail);
  }

  private Optional<String> wrong(Checkpoint shown, Optional<PeerKey> key) {
    String when = "was shown checkpoint " + shown.number() + " on " + shown.at() + ", ";
    Sha256 now = found.get(shown.seq());
    if (key.filter(shown.key()::equals).isEmpty()) {
      return Optional.of(when + "signed with another key than this profile has");
    }
    if (now == null) {
      return Optional.of(when + "and the journal has no good event " + shown.seq());
    }
    return now.equals(shown.hash())
        ? Optional.empty()
        : Optional.of(when + "and event " + shown.seq() + " or one before it is another now");
  }
}
