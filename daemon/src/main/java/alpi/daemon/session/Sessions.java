package alpi.daemon.session;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Period;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.base.Vector;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The conversations of one profile: plain files, each with one writer, and an index over them that
/// may be deleted at any time.
public final class Sessions implements AutoCloseable {
  /// Longest list or search result.
  public static final int MAX_LIMIT = 1000;

  /// The tool whose answers are not searched: they tell which tools there are, and nothing that
  /// anybody would look for.
  public static final String TOOL_LIST = "more_tools";

  private final ProfileHome home;
  private final SessionPaths paths;
  private final Journal journal;
  private final Time time;
  private final Ids ids;
  private final OpenSessions open = new OpenSessions();
  private final SessionIndex index;

  public Sessions(ProfileHome home, Journal journal, Time time, Ids ids) {
    this.home = home;
    this.paths = new SessionPaths(home.sessions());
    this.journal = journal;
    this.time = time;
    this.ids = ids;
    this.index = new SessionIndex(home);
  }

  /// Begins a conversation.
  public Session create(Actor actor) {
    return create(ids.session(), actor);
  }

  /// Begins a conversation that leaves nothing behind: no file, no entry, no event.
  public Session createEphemeral() {
    return Session.ephemeral(header(ids.session()));
  }

  /// The conversation of this name; every holder gets the same object.
  ///
  /// @throws Problem `not_found`
  public Session open(SessionId id) {
    return open.get(id, () -> load(id)).orElseThrow(() -> unknown(id));
  }

  /// The conversation of this name, begun now when a crash took its file before the first message.
  public Session openOrCreate(SessionId id, Actor actor) {
    return open.get(id, () -> load(id)).orElseGet(() -> create(id, actor));
  }

  public boolean exists(SessionId id) {
    return paths.exists(id);
  }

  /// Every conversation that has a file, read from the folder and not from the index.
  public List<SessionId> all() {
    return paths.all();
  }

  /// The conversation that was written to last.
  public Optional<SessionId> latest() {
    return list(1, Optional.empty()).stream().map(SessionSummary::id).findFirst();
  }

  /// Conversations with at least one message, the last written first.
  ///
  /// @param limit 1 to [#MAX_LIMIT]
  /// @param before continues after this one, the last of the page before
  public List<SessionSummary> list(int limit, Optional<SessionId> before) {
    return list(limit, before, Period.ALWAYS);
  }

  /// The same, as far as they were under way in a period.
  public List<SessionSummary> list(int limit, Optional<SessionId> before, Period period) {
    return index.list(checked(limit), before, period);
  }

  /// Messages that contain the words of `query`, best first. Any text is a query.
  public List<SearchHit> search(String query, int limit) {
    return search(query, Period.ALWAYS, limit);
  }

  /// The same, among the messages of a period.
  public List<SearchHit> search(String query, Period period, int limit) {
    return index.search(query, period, checked(limit));
  }

  /// What the owner and the model said in a period, the nearest to a question first.
  public List<Near<SearchHit>> near(Vector question, Period period, int limit) {
    return index.near(question, period, checked(limit));
  }

  /// The vectors of what the owner and the model said.
  public VectorIndex vectors() {
    return index.vectors();
  }

  /// Messages of one conversation that hold any of the rarer words of `query`, best first. Any text
  /// is a query.
  public List<SearchHit> searchIn(SessionId id, String query, int limit) {
    return index.within(id, query, checked(limit));
  }

  /// How far the index is, while it is being built.
  public Optional<String> indexing() {
    return index.building();
  }

  /// What the reader of a list or search should know of the index: that it is being built, or why.
  public Optional<String> indexNotice() {
    return index.notice();
  }

  /// Builds the index anew from the files.
  public IndexCount rebuildIndex() {
    return index.rebuild();
  }

  /// What the index holds.
  public IndexCount indexCount() {
    return index.count();
  }

  /// Gives a conversation a name.
  ///
  /// @return the name as kept: one line, bounded
  public String rename(SessionId id, String title, Actor actor) {
    String clean = SummaryFold.title(title);
    if (clean.isEmpty()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A title needs at least one visible character.");
    }
    Session session = open(id);
    session.append(new Note(now(), "", NoteKind.TITLE, clean));
    session.sync();
    journal.append(Draft.of(EventKind.SESSION_RENAMED, actor).in(id));
    return clean;
  }

  /// Copies a conversation into a new one, up to and including a turn.
  ///
  /// @param atTurn absent copies all of it
  /// @return the copy; it refers to the same blobs, so the caller makes it an owner of them
  public Session fork(SessionId id, Optional<String> atTurn, Actor actor) {
    Session origin = open(id);
    List<Message> copied = Forks.upTo(origin.messages(), atTurn);
    Session copy = create(actor);
    copy.append(new Note(now(), "", NoteKind.FORKED, id.value()));
    for (Message message : copied) {
      copy.appendSilently(message);
    }
    copy.sync();
    index.touch(copy.id());
    journal.append(
        Draft.of(EventKind.SESSION_FORKED, actor)
            .in(copy.id())
            .with("from", id.value())
            .with("messages", copied.size()));
    return copy;
  }

  /// Deletes a conversation for good: its file and every word of it in the index.
  ///
  /// The caller makes sure that no turn runs in it, and disowns the blobs returned.
  public Deleted delete(SessionId id, Actor actor) {
    Session session = open(id);
    session.markDeleted();
    var deleted = new Deleted(id, session.messages().size(), session.blobs());
    journal.append(
        Draft.of(EventKind.SESSION_DELETED, actor)
            .in(id)
            .with("messages", deleted.messages())
            .with("blobs", deleted.blobs().size()));
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      throw SessionFile.failure(e, file(id));
    } finally {
      open.forget(id);
    }
    index.purge(id);
    return deleted;
  }

  /// A conversation as text, in pieces of bounded size.
  ///
  /// @param from `next` of the piece before; empty for the first one
  /// @throws Problem `not_found`, or `invalid_params` for a `from` that is none of ours
  public ExportPiece export(SessionId id, ExportFormat format, Optional<String> from) {
    if (!exists(id)) {
      throw unknown(id);
    }
    return SessionExport.piece(file(id), header(id), format, from);
  }

  /// Ends the work on the index; the files need no closing.
  @Override
  public void close() {
    index.close();
  }

  private Session create(SessionId id, Actor actor) {
    SessionFile file = SessionFile.create(file(id), header(id));
    Session session = Session.created(header(id), file, this::appended);
    open.put(session);
    journal.later(Draft.of(EventKind.SESSION_OPENED, actor).in(id));
    return session;
  }

  private Optional<Session> load(SessionId id) {
    if (!exists(id)) {
      return Optional.empty();
    }
    return Optional.of(Session.loaded(SessionFile.load(file(id), header(id)), this::appended));
  }

  private void appended(Session session, Message message) {
    index.touch(session.id());
    String text =
        switch (message) {
          case User user -> user.text();
          case Assistant assistant -> assistant.text();
          case Message.Tool _, Note _ -> null;
        };
    if (text != null) {
      journal.later(
          Draft.of(EventKind.SESSION_TURN, new Actor("job:" + message.turn()))
              .in(session.id())
              .corr(message.turn())
              .with("turn", message.turn())
              .with("role", MessageCodec.type(message))
              .with("bytes", text.getBytes(StandardCharsets.UTF_8).length));
    }
  }

  private SessionHeader header(SessionId id) {
    return new SessionHeader(id, now(), home.name());
  }

  private Path file(SessionId id) {
    return paths.file(id);
  }

  private Instant now() {
    return time.now();
  }

  private static int checked(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The limit is 1 to " + MAX_LIMIT + ".");
    }
    return limit;
  }

  private static Problem unknown(SessionId id) {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "There is no conversation " + id + " in this profile.",
        "List them with `alpi sessions list`.");
  }
}
