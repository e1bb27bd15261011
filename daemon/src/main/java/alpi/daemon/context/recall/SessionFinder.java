package alpi.daemon.context.recall;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Vector;
import alpi.daemon.context.Pointer;
import alpi.daemon.session.Message;
import alpi.daemon.session.Near;
import alpi.daemon.session.SearchHit;
import alpi.daemon.session.Sessions;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds messages of past conversations.
public final class SessionFinder implements Finder {
  private static final Logger LOG = LoggerFactory.getLogger(SessionFinder.class);

  private final Sessions sessions;

  public SessionFinder(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public RecallScope scope() {
    return RecallScope.SESSIONS;
  }

  @Override
  public Findings find(RecallQuery query, int most) {
    List<RecallHit> hits =
        sessions.search(query.text(), query.period(), most).stream()
            .map(this::hit)
            .flatMap(Optional::stream)
            .toList();
    return Findings.whole(hits, sessions.indexNotice().stream().toList());
  }

  @Override
  public List<Near<RecallHit>> near(RecallQuery query, Vector question, int most) {
    return sessions.near(question, query.period(), most).stream()
        .flatMap(near -> near.map(this::hit).stream())
        .toList();
  }

  private Optional<RecallHit> hit(SearchHit hit) {
    Optional<String> turn = hit.turn().isEmpty() ? first(hit.session()) : Optional.of(hit.turn());
    return turn.map(id ->
        new RecallHit(
            RecallScope.SESSIONS,
            Pointer.turn(hit.session(), id).toString(),
            hit.at(),
            hit.role(),
            hit.snippet().strip(),
            hit.labels()));
  }

  /// The turn that a conversation found by its title begins with.
  private Optional<String> first(SessionId id) {
    try {
      return sessions.open(id).messages().stream()
          .map(Message::turn)
          .filter(turn -> !turn.isEmpty())
          .findFirst();
    } catch (Problem e) {
      LOG.warn("event=recall_without_conversation session={}", id, e);
      return Optional.empty();
    }
  }
}
