package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.MemoryId;
import alpi.daemon.context.memory.Conflict;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.MemoryAudit;
import alpi.daemon.context.memory.MemoryCount;
import alpi.daemon.context.memory.MemoryFilter;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.context.memory.Standing;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the agent keeps over conversations, and what strangers would have it keep: looking at it.
public final class MemoryVerbs {
  static final String ONE = "{\"memory\":\"m0000000000000000a\"}";
  private static final int USUAL = 50;
  private static final List<String> FILES = List.of("USER.md", "MEMORY.md", "AGENT.md");

  private final Rooms rooms;

  public MemoryVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.memory.list",
                "Lists memories, newest first, and the memory files that the owner writes.",
                "{\"limit\":20}")
            .serve(ListMemories.class, Listed.class, this::list),
        HostVerb.named("host.memory.show", "Tells a memory, its versions and what disagrees.", ONE)
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE)
            .serve(OneMemory.class, Shown.class, this::show),
        HostVerb.named(
                "host.memory.search", "Finds memories by their words.", "{\"query\":\"birthday\"}")
            .serve(Search.class, Found.class, this::search),
        HostVerb.named(
                "host.memory.review",
                "Lists what waits for the owner: words of strangers, and what disagrees.",
                "{}")
            .serve(Review.class, ToReview.class, this::review),
        HostVerb.named(
                "host.memory.audit", "Counts memories and names what there is to tidy.", "{}")
            .serve(ProfileOnly.class, Audited.class, this::audit));
  }

  private Listed list(ListMemories params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    var filter =
        new MemoryFilter(
            params.state().map(MemoryVerbs::standing).orElse(Standing.LIVE),
            params.lane().map(MemoryVerbs::lane),
            params.before().map(MemoryId::new));
    int limit = Limit.of(params.limit(), USUAL);
    return new Listed(
        MemoryView.of(profile.memories().list(filter, limit)), files(profile.home().memories()));
  }

  private static List<MemoryFile> files(Path dir) {
    List<MemoryFile> files = new ArrayList<>();
    for (String name : FILES) {
      Path file = dir.resolve(name);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        try {
          files.add(new MemoryFile(name, Files.size(file), file.toString()));
        } catch (IOException _) {
          // It went away meanwhile.
        }
      }
    }
    return files;
  }

  private Shown show(OneMemory params, Call call) {
    MemoryStore store = store(params.profile());
    Remembered it = store.find(new MemoryId(params.memory()));
    return new Shown(
        MemoryView.of(it),
        MemoryView.of(store.history(it.id())),
        MemoryView.of(store.against(it.id())));
  }

  private Found search(Search params, Call call) {
    Standing standing = params.held().orElse(false) ? Standing.HELD : Standing.LIVE;
    int limit = Limit.of(params.limit(), USUAL);
    return new Found(
        MemoryView.of(store(params.profile()).search(params.query(), standing, limit)));
  }

  private ToReview review(Review params, Call call) {
    MemoryStore store = store(params.profile());
    int limit = Limit.of(params.limit(), USUAL);
    List<Waiting> held =
        store.list(MemoryFilter.HELD, limit).stream()
            .map(it -> new Waiting(MemoryView.of(it), MemoryView.of(store.against(it.id()))))
            .toList();
    List<Dispute> disputes = store.conflicts(limit).stream().map(Dispute::of).toList();
    return new ToReview(held, disputes, store.count().held());
  }

  private Audited audit(ProfileOnly params, Call call) {
    MemoryStore store = store(params.profile());
    MemoryCount count = store.count();
    Map<String, Long> lanes = new LinkedHashMap<>();
    Arrays.stream(Lane.values())
        .forEach(lane -> lanes.put(lane.wire(), count.live().getOrDefault(lane, 0L)));
    MemoryAudit audit = store.audit();
    return new Audited(
        lanes,
        count.held(),
        count.superseded(),
        store.conflicts(USUAL).size(),
        audit.twins().stream().map(Twin::of).toList(),
        MemoryView.of(audit.stale()));
  }

  private MemoryStore store(Optional<String> profile) {
    return rooms.of(profile).memories();
  }

  static Lane lane(String wire) {
    return Lane.ofWire(wire)
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.INVALID_PARAMS,
                "There is no such lane.",
                "One of: "
                    + String.join(", ", Arrays.stream(Lane.values()).map(Lane::wire).toList())
                    + "."));
  }

  private static Standing standing(String wire) {
    return Standing.ofWire(wire)
        .filter(each -> each != Standing.LEAVING)
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.INVALID_PARAMS,
                "There is no such state.",
                "One of: live, held, superseded."));
  }

  /// @param state live (the usual), held or superseded
  /// @param before only those kept before this memory
  record ListMemories(
      Optional<String> profile,
      Optional<String> state,
      Optional<String> lane,
      Optional<String> before,
      OptionalInt limit) {}

  record OneMemory(Optional<String> profile, String memory) {}

  /// @param held among those that wait for the owner
  record Search(
      Optional<String> profile, String query, Optional<Boolean> held, OptionalInt limit) {}

  record Review(Optional<String> profile, OptionalInt limit) {}

  /// @param files what the owner writes by hand
  record Listed(List<MemoryView> memories, List<MemoryFile> files) {}

  record MemoryFile(String name, long bytes, String path) {}

  /// @param history every version, the latest first
  /// @param against live ones that say otherwise
  record Shown(MemoryView memory, List<MemoryView> history, List<MemoryView> against) {}

  record Found(List<MemoryView> memories) {}

  /// @param waiting how many wait in all
  record ToReview(List<Waiting> held, List<Dispute> disputes, long waiting) {}

  /// @param against live ones that say otherwise
  record Waiting(MemoryView memory, List<MemoryView> against) {}

  record Dispute(String subject, String attribute, List<MemoryView> sides) {
    static Dispute of(Conflict conflict) {
      return new Dispute(conflict.subject(), conflict.attribute(), MemoryView.of(conflict.sides()));
    }
  }

  /// @param lanes how many count, by lane
  /// @param twins that say almost the same
  /// @param stale unsure and not said again for long
  record Audited(
      Map<String, Long> lanes,
      long held,
      long superseded,
      int disputes,
      List<Twin> twins,
      List<MemoryView> stale) {}

  record Twin(String one, String other, String text, String otherText) {
    static Twin of(MemoryAudit.Twin twin) {
      return new Twin(twin.one().value(), twin.other().value(), twin.text(), twin.otherText());
    }
  }
}
