package alpi.daemon.host.verb;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Period;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.Jobs;
import alpi.daemon.session.Deleted;
import alpi.daemon.session.ExportFormat;
import alpi.daemon.session.ExportPiece;
import alpi.daemon.session.IndexCount;
import alpi.daemon.session.Message;
import alpi.daemon.session.SearchHit;
import alpi.daemon.session.Session;
import alpi.daemon.session.SessionSummary;
import alpi.daemon.session.TurnState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Conversations.
public final class SessionVerbs {
  private static final String ID = "{\"id\":\"s0000000000000000a\"";
  private static final int USUAL = 50;

  private final Rooms rooms;

  public SessionVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.session.list", "Lists conversations, last used first.", "{\"limit\":20}")
            .by(Role.MEMBER)
            .serve(ListSessions.class, Listed.class, this::list),
        HostVerb.named("host.session.show", "Reads a conversation.", ID + ",\"tail\":10}")
            .by(Role.MEMBER)
            .fails(ErrorCode.NOT_FOUND)
            .serve(Show.class, Shown.class, this::show),
        HostVerb.named(
                "host.session.search",
                "Finds messages that hold some words.",
                "{\"query\":\"invoice\"}")
            .by(Role.MEMBER)
            .serve(Search.class, Hits.class, this::search),
        HostVerb.named("host.session.create", "Begins a conversation without words yet.", "{}")
            .mutating()
            .serve(ProfileOnly.class, Created.class, this::create),
        HostVerb.named(
                "host.session.rename", "Gives a conversation a title.", ID + ",\"title\":\"Tax\"}")
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Rename.class, Renamed.class, this::rename),
        HostVerb.named("host.session.delete", "Deletes a conversation for good.", ID + "}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.BUSY)
            .serve(One.class, Gone.class, this::delete),
        HostVerb.named(
                "host.session.fork",
                "Copies a conversation, so that it can go on differently.",
                ID + "}")
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Fork.class, Forked.class, this::fork),
        HostVerb.named(
                "host.session.export",
                "Gives a conversation as text, piece by piece.",
                ID + ",\"format\":\"markdown\"}")
            .by(Role.MEMBER)
            .fails(ErrorCode.NOT_FOUND)
            .serve(Export.class, Exported.class, this::export),
        HostVerb.named(
                "host.session.index.rebuild", "Builds the search index anew from the files.", "{}")
            .mutating()
            .serve(ProfileOnly.class, Rebuilt.class, this::rebuild));
  }

  private Listed list(ListSessions params, Call call) {
    var sessions = rooms.of(params.profile()).sessions();
    int limit = Limit.of(params.limit(), USUAL);
    return new Listed(
        sessions
            .list(
                limit,
                params.before().map(SessionId::new),
                new Period(params.since(), params.until()))
            .stream()
            .map(SessionView::of)
            .toList(),
        sessions.indexNotice());
  }

  private Created create(ProfileOnly params, Call call) {
    return new Created(rooms.of(params.profile()).sessions().create(call.actor()).id().value());
  }

  private Shown show(Show params, Call call) {
    var session = rooms.of(params.profile()).sessions().open(new SessionId(params.id()));
    List<Message> messages = session.messages();
    int tail = params.tail().orElse(messages.size());
    if (tail < 0) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `tail` is not negative.");
    }
    List<Message> shown = messages.subList(Math.max(0, messages.size() - tail), messages.size());
    return new Shown(
        SessionView.of(session.summary()), shown.stream().map(MessageView::of).toList());
  }

  private Hits search(Search params, Call call) {
    var sessions = rooms.of(params.profile()).sessions();
    List<HitView> hits =
        sessions.search(params.query(), Limit.of(params.limit(), USUAL)).stream()
            .map(HitView::of)
            .toList();
    return new Hits(hits, sessions.indexNotice());
  }

  private Renamed rename(Rename params, Call call) {
    var sessions = rooms.of(params.profile()).sessions();
    return new Renamed(sessions.rename(new SessionId(params.id()), params.title(), call.actor()));
  }

  private Gone delete(One params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    SessionId id = new SessionId(params.id());
    if (!profile.jobs().list(JobFilter.LIVE.of(id), 1).isEmpty()) {
      throw Problem.of(
          ErrorCode.BUSY,
          "A turn of this conversation is under way.",
          "Wait for it, or cancel it first.");
    }
    Deleted deleted = profile.sessions().delete(id, call.actor());
    var owner = new BlobOwner(BlobOwner.Kind.SESSION, id.value());
    for (BlobRef blob : deleted.blobs()) {
      profile.blobs().disown(blob.hash(), owner);
    }
    for (Job run : profile.jobs().list(JobFilter.ALL.of(id), Jobs.MAX_LISTED)) {
      profile.blobs().disownAll(new BlobOwner(BlobOwner.Kind.PREIMAGE, run.id().value()));
    }
    profile.background().forget(id);
    profile.grants().endSession(id, call.actor());
    return new Gone(deleted.id().value(), deleted.messages());
  }

  private Forked fork(Fork params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    Session copy =
        profile.sessions().fork(new SessionId(params.id()), params.atTurn(), call.actor());
    var owner = new BlobOwner(BlobOwner.Kind.SESSION, copy.id().value());
    for (BlobRef blob : copy.blobs()) {
      if (profile.blobs().stat(blob.hash()).isPresent()) {
        profile.blobs().own(blob.hash(), owner);
      }
    }
    return new Forked(copy.id().value());
  }

  private Exported export(Export params, Call call) {
    ExportFormat format =
        switch (params.format()) {
          case "markdown" -> ExportFormat.MARKDOWN;
          case "json" -> ExportFormat.JSON;
          default ->
              throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `format` is markdown or json.");
        };
    var sessions = rooms.of(params.profile()).sessions();
    ExportPiece piece = sessions.export(new SessionId(params.id()), format, params.from());
    return new Exported(piece.text(), piece.next());
  }

  private Rebuilt rebuild(ProfileOnly params, Call call) {
    IndexCount count = rooms.of(params.profile()).sessions().rebuildIndex();
    return new Rebuilt(count.sessions(), count.messages());
  }

  record Created(String id) {}

  /// @param before the last id of the page before
  /// @param since only those written to from this moment on
  /// @param until only those begun before this moment
  record ListSessions(
      Optional<String> profile,
      OptionalInt limit,
      Optional<String> before,
      Optional<Instant> since,
      Optional<Instant> until) {}

  record One(Optional<String> profile, String id) {}

  /// @param tail only so many of the last messages
  record Show(Optional<String> profile, String id, OptionalInt tail) {}

  record Search(Optional<String> profile, String query, OptionalInt limit) {}

  record Rename(Optional<String> profile, String id, String title) {}

  /// @param atTurn up to and including this turn; all of it when absent
  record Fork(Optional<String> profile, String id, Optional<String> atTurn) {}

  /// @param format markdown or json
  /// @param from `next` of the piece before; the first one when absent
  record Export(Optional<String> profile, String id, String format, Optional<String> from) {}

  /// @param notice what to know of the index, when it is being built
  record Listed(List<SessionView> sessions, Optional<String> notice) {}

  record Shown(SessionView session, List<MessageView> messages) {}

  record Hits(List<HitView> hits, Optional<String> notice) {}

  record Renamed(String title) {}

  record Gone(String deleted, int messages) {}

  record Forked(String id) {}

  /// @param next where the piece after this one begins; absent with the last one
  record Exported(String text, Optional<String> next) {}

  record Rebuilt(long sessions, long messages) {}

  record HitView(String session, String turn, Instant at, String role, String snippet) {
    static HitView of(SearchHit hit) {
      return new HitView(hit.session().value(), hit.turn(), hit.at(), hit.role(), hit.snippet());
    }
  }

  /// @param interrupted whether its last turn has no end
  /// @param lastTurn the turn that was begun last
  /// @param lastState finished, failed, interrupted or open
  record SessionView(
      String id,
      String title,
      Instant created,
      Instant updated,
      int turns,
      String model,
      long bytes,
      boolean interrupted,
      Optional<String> lastTurn,
      Optional<String> lastState) {
    static SessionView of(SessionSummary summary) {
      return new SessionView(
          summary.id().value(),
          summary.title(),
          summary.created(),
          summary.updated(),
          summary.turns(),
          summary.model(),
          summary.bytes(),
          summary.lastState().filter(state -> state == TurnState.INTERRUPTED).isPresent(),
          summary.lastTurn(),
          summary.lastState().map(state -> state.name().toLowerCase(Locale.ROOT)));
    }
  }
}
