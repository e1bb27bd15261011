package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.peer.Peer;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Journal;
import alpi.daemon.session.Sessions;
import java.util.Optional;

/// The conversation that each peer's questions are answered in. It is a conversation like any
/// other: the owner reads it, deletes it, and permits things in it, which are then permitted to
/// that peer and nobody else.
public final class PeerTalks {
  /// Messages after which another conversation is begun, without what was permitted in the old one.
  static final int MAX_MESSAGES = 4_000;

  private final Journal journal;
  private final Sessions sessions;

  PeerTalks(Journal journal, Sessions sessions) {
    this.journal = journal;
    this.sessions = sessions;
  }

  /// The conversation with a peer, if there is one.
  public Optional<SessionId> find(PeerKey peer) {
    return journal
        .query(
            "SELECT session FROM link_talk WHERE peer = ?",
            row -> new SessionId(row.text("session")),
            peer.text())
        .stream()
        .findFirst()
        .filter(sessions::exists);
  }

  /// The conversation with a peer, begun now if there is none.
  SessionId of(Peer peer) {
    Optional<SessionId> known = find(peer.key());
    if (known.isPresent() && sessions.open(known.get()).messages().size() < MAX_MESSAGES) {
      return known.get();
    }
    SessionId fresh = sessions.create(Peers.actor(peer)).id();
    journal.transact(tx ->
        tx.update(
            """
            INSERT INTO link_talk (peer, session) VALUES (?, ?)
            ON CONFLICT (peer) DO UPDATE SET session = excluded.session\
            """,
            peer.key().text(),
            fresh.value()));
    return fresh;
  }

  /// Makes sure that there is one, so that things can be permitted in it before it is used.
  public void begin(Peer peer) {
    var _ = of(peer);
  }

  /// Forgets which conversation was a peer's; the conversation itself stays. Who is pinned again
  /// begins without what was permitted before.
  public void forget(Peer peer) {
    journal.transact(tx -> tx.update("DELETE FROM link_talk WHERE peer = ?", peer.key().text()));
  }
}
