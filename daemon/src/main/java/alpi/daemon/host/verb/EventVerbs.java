package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tail;
import alpi.daemon.journal.kind.Shapes;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The record of a profile, read and followed.
public final class EventVerbs {
  private static final int USUAL = 100;

  private final Rooms rooms;

  public EventVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.events.read",
                "Reads recorded events, oldest first.",
                "{\"after\":0,\"limit\":100,\"kinds\":[\"run.finished\"]}")
            .serve(Read.class, Events.class, this::read),
        HostVerb.named(
                "host.events.kinds",
                "Tells when each kind of event is recorded and what its body says.",
                "{}")
            .serve(ProfileOnly.class, Kinds.class, (_, _) -> kinds()),
        HostVerb.named(
                "host.events.watch",
                "Follows recorded events until the client leaves or `host.stream.close` ends it.",
                "{\"after\":0,\"kinds\":[\"approval.asked\"]}")
            .streaming()
            .serve(Watch.class, Watched.class, this::watch));
  }

  private Events read(Read params, Call call) {
    Journal journal = rooms.of(params.profile()).journal();
    var query =
        new EventQuery(
            after(params.after(), 0),
            kinds(params.kinds()),
            params.run(),
            Optional.empty(),
            Limit.of(params.limit(), USUAL));
    return new Events(journal.read(query).stream().map(EventView::of).toList(), journal.head());
  }

  private static Kinds kinds() {
    return new Kinds(Shapes.all().stream().map(KindView::of).toList());
  }

  private Watched watch(Watch params, Call call) throws InterruptedException {
    Journal journal = rooms.of(params.profile()).journal();
    long after = after(params.after(), journal.head());
    try (Tail tail = journal.tail(after, kinds(params.kinds()))) {
      List<Event> events = tail.take();
      while (!events.isEmpty()) {
        for (Event event : events) {
          ObjectNode told = Json.object().put("kind", "event");
          told.set("event", WireRecords.tree(EventView.of(event)));
          call.stream().send(event.seq(), told);
        }
        events = tail.take();
      }
      return new Watched(tail.cursor());
    }
  }

  private static long after(OptionalLong asked, long absent) {
    long after = asked.orElse(absent);
    if (after < 0) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `after` is not negative.");
    }
    return after;
  }

  private static Set<EventKind> kinds(List<String> wires) {
    EnumSet<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    for (String wire : wires) {
      kinds.add(
          EventKind.ofWire(wire)
              .orElseThrow(() ->
                  Problem.of(
                      ErrorCode.INVALID_PARAMS,
                      "The field `kinds` names a kind of event that there is not.",
                      "Kinds look like `run.finished`; `alpi journal kinds` lists them.")));
    }
    return kinds;
  }

  /// @param after events with a larger `seq`; from the first when absent
  /// @param kinds all when empty
  /// @param run only those of one run
  record Read(
      Optional<String> profile,
      OptionalLong after,
      OptionalInt limit,
      List<String> kinds,
      Optional<String> run) {}

  /// @param head number of the newest event
  record Events(List<EventView> events, long head) {}

  /// @param kinds in the order of the reference
  record Kinds(List<KindView> kinds) {}

  /// @param after events with a larger `seq`; only new ones when absent
  /// @param kinds all when empty
  record Watch(Optional<String> profile, OptionalLong after, List<String> kinds) {}

  /// @param seq up to which everything was sent
  record Watched(long seq) {}
}
