package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.Contexts;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.SessionId;
import alpi.daemon.context.Assembled;
import alpi.daemon.context.Included;
import alpi.daemon.context.Meters;
import alpi.daemon.context.Omitted;
import alpi.daemon.context.Opened;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.SlotUse;
import alpi.daemon.context.Sources;
import alpi.daemon.context.Tokens;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.Event;
import alpi.daemon.policy.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What models are shown of conversations, what not, and why.
public final class ContextVerbs {
  private static final String SESSION = "{\"session\":\"s0000000000000000a\"}";
  private static final int USUAL = 200;
  private static final String MEMORY = "memory";

  private final Rooms rooms;

  public ContextVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.context.show",
                "Lists what the last request of a turn showed the model, and what it left out.",
                SESSION)
            .fails(ErrorCode.NOT_FOUND, ErrorCode.TOO_LARGE)
            .serve(OneTurn.class, Shown.class, this::show),
        HostVerb.named(
                "host.context.explain",
                "Tells how full the slots of a request were, how much of the conversation it"
                    + " covered and how likely something needed was missing.",
                SESSION)
            .fails(ErrorCode.NOT_FOUND, ErrorCode.TOO_LARGE)
            .serve(OneTurn.class, Explained.class, this::explain),
        HostVerb.named(
                "host.context.open",
                "Reads what a pointer names, piece by piece.",
                "{\"pointer\":\"memory:USER.md\"}")
            .fails(
                ErrorCode.GONE,
                ErrorCode.NOT_FOUND,
                ErrorCode.DENIED,
                ErrorCode.CONFLICT,
                ErrorCode.STORAGE)
            .serve(Open.class, Piece.class, this::open));
  }

  private Shown show(OneTurn params, Call call) {
    Contexts.Shown shown = shown(params);
    Assembled layout = shown.layout();
    int limit = Limit.of(params.limit(), USUAL);
    List<Item> included = new ArrayList<>(layout.included().stream().map(Item::of).toList());
    List<Missing> omitted = new ArrayList<>(layout.omitted().stream().map(Missing::of).toList());
    remembered(rooms.of(params.profile()).memories(), shown.memories(), included, omitted);
    return new Shown(
        params.session(),
        shown.turn(),
        layout.tokens(),
        layout.limit(),
        included.stream().limit(limit).toList(),
        omitted.stream().limit(limit).toList(),
        Math.max(0, included.size() - limit),
        Math.max(0, omitted.size() - limit));
  }

  /// Adds what memory was shown; what was forgotten since is named as gone.
  private static void remembered(
      MemoryStore store, List<MemoryId> ids, List<Item> included, List<Missing> omitted) {
    for (MemoryId id : ids) {
      try {
        Remembered memory = store.find(id);
        included.add(new Item(memory.pointer(), MEMORY, Tokens.of(memory.text())));
      } catch (Problem e) {
        omitted.add(new Missing(Remembered.POINTER + id, e.code().wire(), 0));
      }
    }
  }

  private Explained explain(OneTurn params, Call call) {
    Contexts.Shown shown = shown(params);
    Assembled layout = shown.layout();
    Meters meters = layout.meters();
    List<Event> calls = shown.calls();
    int limit = Limit.of(params.limit(), USUAL);
    return new Explained(
        params.session(),
        shown.turn(),
        layout.tokens(),
        layout.limit(),
        layout.slots().stream().map(Filled::of).toList(),
        meters.coverage(),
        meters.risk(),
        meters.level().wire(),
        meters.reasons(),
        layout.prefix().hex(),
        calls.subList(Math.max(0, calls.size() - limit), calls.size()).stream()
            .map(Request::of)
            .toList());
  }

  private Contexts.Shown shown(OneTurn params) {
    SessionId id = new SessionId(params.session());
    return rooms.of(params.profile()).contexts().show(id, params.turn());
  }

  private Piece open(Open params, Call call) {
    Sources sources = rooms.of(params.profile()).sources();
    Opened opened =
        sources.open(
            Pointer.of(params.pointer()),
            params.from().orElse(0),
            params.chars().orElse(Sources.PIECE_CHARS));
    return new Piece(
        opened.pointer().toString(),
        opened.what(),
        opened.text(),
        opened.from(),
        opened.next(),
        opened.labels().sources().stream().map(Source::wire).sorted().toList(),
        opened.labels().privateData());
  }

  /// @param turn the last one when absent
  /// @param limit at most so many rows; 200 when absent
  record OneTurn(
      Optional<String> profile, String session, Optional<String> turn, OptionalInt limit) {}

  /// @param from the first character; 0 when absent
  /// @param chars most characters; 65536 when absent, which is the most
  record Open(Optional<String> profile, String pointer, OptionalInt from, OptionalInt chars) {}

  /// @param tokens estimated size of the request
  /// @param limit what it stays below
  /// @param included what was shown, in order
  /// @param omitted what was not, and why
  /// @param moreIncluded rows that the answer has no room for
  /// @param moreOmitted rows that the answer has no room for
  record Shown(
      String session,
      String turn,
      long tokens,
      long limit,
      List<Item> included,
      List<Missing> omitted,
      int moreIncluded,
      int moreOmitted) {}

  record Item(String pointer, String slot, long tokens) {
    static Item of(Included item) {
      return new Item(item.pointer(), item.slot().wire(), item.tokens());
    }
  }

  /// @param reason budget, trimmed, gone, unreadable, unseen or orphan; a number of further turns
  record Missing(String pointer, String reason, long tokens) {
    static Missing of(Omitted item) {
      return new Missing(item.pointer(), item.reason(), item.tokens());
    }
  }

  /// @param coverage percent of the earlier conversation that is shown word for word
  /// @param risk percent; how likely it is that something needed is missing
  /// @param level low, medium or high
  /// @param reasons why risk is not 0
  /// @param prefix hash of what stays the same from turn to turn
  /// @param requests every request of the turn, as recorded
  record Explained(
      String session,
      String turn,
      long tokens,
      long limit,
      List<Filled> slots,
      int coverage,
      int risk,
      String level,
      List<String> reasons,
      String prefix,
      List<Request> requests) {}

  record Filled(String slot, long used, long limit) {
    static Filled of(SlotUse use) {
      return new Filled(use.slot().wire(), use.used(), use.limit());
    }
  }

  record Request(
      long seq,
      Instant at,
      int step,
      long tokens,
      int omitted,
      int coverage,
      int risk,
      String prefix) {
    static Request of(Event event) {
      var body = event.body();
      return new Request(
          event.seq(),
          event.at(),
          body.path("step").asInt(0),
          body.path("tokens").asLong(0),
          body.path("omitted").asInt(0),
          body.path("coverage").asInt(0),
          body.path("risk").asInt(0),
          body.path("prefix_sha").asString(""));
    }
  }

  /// @param next `from` of the next piece; absent with the last one
  /// @param sources where the words come from
  record Piece(
      String pointer,
      String what,
      String text,
      int from,
      OptionalInt next,
      List<String> sources,
      boolean privateData) {}
}
