package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Period;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.context.recall.Surroundings;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Coverage;
import alpi.daemon.tool.index.IndexState;
import alpi.daemon.tool.index.Indexes;
import alpi.daemon.tool.meaning.MeaningIndex;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Finding again what was said, kept, stored and written, and the indexes behind it.
public final class RecallVerbs {
  private static final int USUAL = 20;
  private static final int USUAL_AROUND = 2;

  private final Rooms rooms;

  public RecallVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.recall.search",
                "Finds words in conversations, memory, files, blobs and outputs.",
                "{\"query\":\"invoice\",\"scopes\":[\"sessions\",\"memory\"]}")
            .fails(ErrorCode.DENIED, ErrorCode.NOT_FOUND)
            .serve(Search.class, Found.class, this::search),
        HostVerb.named(
                "host.recall.around",
                "Reads the turns around one turn of a conversation.",
                "{\"pointer\":\"session:s0000000000000000a#j0000000000000000a\"}")
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE)
            .serve(Around.class, Window.class, this::around),
        HostVerb.named("host.index.status", "Tells what the search indexes hold.", "{}")
            .serve(ProfileOnly.class, Status.class, this::status),
        HostVerb.named(
                "host.index.rebuild",
                "Throws search indexes away and fills them anew; nothing is lost.",
                "{\"scopes\":[\"files\"]}")
            .mutating()
            .serve(Rebuild.class, Status.class, this::rebuild));
  }

  private Found search(Search params, Call call) {
    Set<RecallScope> scopes = params.scopes().map(RecallScope::ofWire).orElse(RecallScope.USUAL);
    ProfileRooms profile = rooms.of(params.profile());
    Findings found =
        profile
            .indexes()
            .recall()
            .find(
                new RecallQuery(
                    params.query(),
                    scopes,
                    new Period(params.since(), params.until()),
                    folder(profile, params.folder()),
                    params.limit().orElse(USUAL)));
    return new Found(found.hits().stream().map(Hit::of).toList(), found.notices(), found.behind());
  }

  private static Optional<Path> folder(ProfileRooms profile, Optional<String> named) {
    String workspace = profile.settings().current().config().workspace();
    return named
        .or(() -> Optional.of(workspace).filter(it -> !it.isEmpty()))
        .map(RecallVerbs::absolute);
  }

  private static Path absolute(String folder) {
    try {
      Path path = Path.of(folder);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException _) {
      // Told below like a path that is not absolute.
    }
    throw Problem.of(ErrorCode.INVALID_PARAMS, "The folder to look in is an absolute path.");
  }

  private Window around(Around params, Call call) {
    if (!(Pointer.of(params.pointer()) instanceof Pointer.Turn turn)) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "Only turns of a conversation have others around them.",
          "Such a pointer looks like session:ID#TURN; others are opened by host.context.open.");
    }
    Surroundings window =
        Surroundings.of(
            rooms.of(params.profile()).sessions(), turn, params.turns().orElse(USUAL_AROUND));
    return new Window(
        window.before(), window.turns().stream().map(Turn::of).toList(), window.after());
  }

  private Status status(ProfileOnly params, Call call) {
    return told(rooms.of(params.profile()).indexes());
  }

  private Status rebuild(Rebuild params, Call call) {
    Indexes indexes = rooms.of(params.profile()).indexes();
    params
        .scopes()
        .map(RecallScope::ofWire)
        .orElse(Set.of(RecallScope.values()))
        .forEach(indexes::rebuild);
    return told(indexes);
  }

  private static Status told(Indexes indexes) {
    return new Status(indexes.status().stream().map(Index::of).toList(), indexes.meaningFault());
  }

  /// @param scopes sessions, memory, files, blobs, outputs; all but files when absent
  /// @param since from this moment on
  /// @param until before this moment
  /// @param folder whose files are searched; the workspace of the profile when absent
  /// @param limit at most so many hits, up to 200; 20 when absent
  record Search(
      Optional<String> profile,
      String query,
      Optional<List<String>> scopes,
      Optional<Instant> since,
      Optional<Instant> until,
      Optional<String> folder,
      OptionalInt limit) {}

  /// @param notices what to know of the answer: what was not looked at, and why
  /// @param behind whether asking again later may find more: something is being read meanwhile
  record Found(List<Hit> hits, List<String> notices, boolean behind) {}

  /// @param pointer `host.context.open` reads what it names
  /// @param at when it was said, kept, changed or stored
  /// @param title what it is
  /// @param snippet the words around what was looked for
  /// @param sources where the words come from
  record Hit(
      String scope,
      String pointer,
      Instant at,
      String title,
      String snippet,
      List<String> sources) {
    static Hit of(RecallHit hit) {
      return new Hit(
          hit.scope().wire(),
          hit.pointer(),
          hit.at(),
          hit.title(),
          hit.snippet(),
          wires(hit.labels()));
    }
  }

  /// @param pointer of a turn: session:ID#TURN
  /// @param turns on either side, up to 50; 2 when absent
  record Around(Optional<String> profile, String pointer, OptionalInt turns) {}

  /// @param before turns of the conversation before the first one told
  /// @param after turns behind the last one told
  record Window(int before, List<Turn> turns, int after) {}

  /// @param asked whether it is the turn that was asked about
  /// @param sources where the words come from
  record Turn(String pointer, Instant at, boolean asked, List<Said> lines, List<String> sources) {
    static Turn of(Surroundings.Told told) {
      return new Turn(
          told.pointer(),
          told.at(),
          told.asked(),
          told.lines().stream().map(line -> new Said(line.who(), line.text(), line.cut())).toList(),
          wires(told.labels()));
    }
  }

  /// @param who owner, assistant, or the name of a tool
  /// @param cut whether it goes on; the pointer opens all of it
  record Said(String who, String text, boolean cut) {}

  /// @param scopes sessions, memory, files, blobs, outputs; all when absent
  record Rebuild(Optional<String> profile, Optional<List<String>> scopes) {}

  /// @param fault why only words are looked for at present, where meanings should be
  record Status(List<Index> indexes, Optional<String> fault) {}

  /// @param documents texts that can be found; of sessions, conversations
  /// @param pieces parts that are found; of sessions, messages
  /// @param behind texts that are known and not read yet
  /// @param unread things without words that can be read
  /// @param bytes size of the file; 0 before it is first asked
  /// @param meanings texts that are found by meaning too; absent where none are to be
  /// @param unmeant texts that are not yet
  /// @param dimension of their vectors; 0 before there are any
  /// @param notice that it was damaged, or is being built
  record Index(
      String scope,
      long documents,
      long pieces,
      long behind,
      long unread,
      long bytes,
      OptionalLong meanings,
      OptionalLong unmeant,
      OptionalInt dimension,
      Optional<String> notice,
      String path) {
    static Index of(Indexes.Status status) {
      IndexState state = status.state();
      Optional<Coverage> coverage = status.meaning().map(MeaningIndex.State::coverage);
      return new Index(
          status.scope().wire(),
          state.documents(),
          state.pieces(),
          state.waiting(),
          state.unread(),
          state.bytes(),
          coverage.map(it -> OptionalLong.of(it.embedded())).orElse(OptionalLong.empty()),
          coverage
              .map(it -> OptionalLong.of(Math.max(0, it.texts() - it.embedded())))
              .orElse(OptionalLong.empty()),
          status.meaning().map(it -> OptionalInt.of(it.dimension())).orElse(OptionalInt.empty()),
          status.notice(),
          status.file().toString());
    }
  }

  private static List<String> wires(Labels labels) {
    return labels.sources().stream().map(Source::wire).sorted().toList();
  }
}
