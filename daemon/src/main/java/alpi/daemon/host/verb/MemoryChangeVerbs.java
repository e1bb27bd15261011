package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.MemoryId;
import alpi.daemon.context.memory.Claim;
import alpi.daemon.context.memory.Kept;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Observation;
import alpi.daemon.context.memory.Origin;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.context.memory.Tuning;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.host.verb.MemoryVerbs.OneMemory;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// Changes of what the agent keeps over conversations. Only from here is a stranger's word
/// admitted.
public final class MemoryChangeVerbs {
  /// Most memories of one import.
  static final int MAX_IMPORTED = 500;

  /// How sure what the owner types is.
  private static final double OWNERS_CONFIDENCE = 0.9;

  private static final String ONE = MemoryVerbs.ONE;

  private final Rooms rooms;

  public MemoryChangeVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.memory.add", "Keeps a fact.", "{\"text\":\"Ana's birthday is 4 May\"}")
            .mutating()
            .fails(ErrorCode.TOO_LARGE)
            .serve(NewMemory.class, Added.class, this::add),
        HostVerb.named(
                "host.memory.edit",
                "Corrects a memory, keeping the old text as history, or changes how it is kept.",
                "{\"memory\":\"m0000000000000000a\",\"text\":\"Ana's birthday is 3 May\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE, ErrorCode.CONFLICT, ErrorCode.TOO_LARGE)
            .serve(Edit.class, Edited.class, this::edit),
        HostVerb.named(
                "host.memory.both", "Says that a memory and what disagrees with it hold both.", ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE, ErrorCode.CONFLICT)
            .serve(OneMemory.class, Settled.class, this::both),
        HostVerb.named(
                "host.memory.forget", "Takes a memory with all its versions out of the file.", ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE)
            .serve(OneMemory.class, Forgotten.class, this::forget),
        HostVerb.named("host.memory.admit", "Lets a stranger's words count as memory.", ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE, ErrorCode.CONFLICT, ErrorCode.TOO_LARGE)
            .serve(OneMemory.class, Edited.class, this::admit),
        HostVerb.named(
                "host.memory.reject",
                "Takes a stranger's words out, and refuses the same from now on.",
                ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE, ErrorCode.CONFLICT)
            .serve(OneMemory.class, Nothing.class, this::reject),
        HostVerb.named(
                "host.memory.import",
                "Keeps memories that another profile exported; a stranger's words wait for review.",
                "{\"memories\":[{\"text\":\"The printer's port is 9100\"}]}")
            .mutating()
            .fails(ErrorCode.TOO_LARGE, ErrorCode.QUEUE_FULL)
            .serve(Import.class, Imported.class, this::take));
  }

  private Added add(NewMemory params, Call call) {
    Kept kept =
        store(params.profile()).remember(params.observation(Labels.OWNER), Origin.of(call.actor()));
    return Added.of(kept);
  }

  private Edited edit(Edit params, Call call) {
    MemoryStore store = store(params.profile());
    Origin origin = Origin.of(call.actor());
    MemoryId id = new MemoryId(params.memory());
    List<Remembered> against = List.of();
    if (params.text().isPresent()) {
      Remembered old = store.find(id);
      var said =
          new Observation(
              params.text().get(),
              old.lane(),
              Optional.empty(),
              old.confidence(),
              Labels.OWNER,
              Optional.empty(),
              old.pinned());
      Kept kept = store.correct(id, said, origin);
      if (kept instanceof Kept.Fresh fresh) {
        id = fresh.memory().id();
        against = fresh.against();
      }
    }
    var tuning =
        new Tuning(
            params.pinned(), params.lane().map(MemoryVerbs::lane), NewMemory.life(params.days()));
    Remembered now = tuning.equals(Tuning.NONE) ? store.find(id) : store.tune(id, tuning, origin);
    return new Edited(MemoryView.of(now), MemoryView.of(against));
  }

  private Settled both(OneMemory params, Call call) {
    return new Settled(
        store(params.profile()).both(new MemoryId(params.memory()), Origin.of(call.actor())));
  }

  private Forgotten forget(OneMemory params, Call call) {
    List<Remembered> gone =
        store(params.profile()).forget(new MemoryId(params.memory()), Origin.of(call.actor()));
    Set<String> sessions = new TreeSet<>();
    gone.forEach(it -> it.origin().session().ifPresent(id -> sessions.add(id.value())));
    return new Forgotten(gone.size(), List.copyOf(sessions));
  }

  private Edited admit(OneMemory params, Call call) {
    MemoryStore store = store(params.profile());
    Remembered live = store.admit(new MemoryId(params.memory()), Origin.of(call.actor()));
    return new Edited(MemoryView.of(live), MemoryView.of(store.against(live.id())));
  }

  private Nothing reject(OneMemory params, Call call) {
    store(params.profile()).reject(new MemoryId(params.memory()), Origin.of(call.actor()));
    return Nothing.NOTHING;
  }

  private Imported take(Import params, Call call) {
    if (params.memories().size() > MAX_IMPORTED) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "One import has at most " + MAX_IMPORTED + " memories.");
    }
    List<Observation> all = params.memories().stream().map(Portable::observation).toList();
    MemoryStore store = store(params.profile());
    int added = 0;
    int known = 0;
    int held = 0;
    int refused = 0;
    for (Observation each : all) {
      switch (store.remember(each, Origin.of(call.actor()))) {
        case Kept.Fresh _ -> added++;
        case Kept.Again _ -> known++;
        case Kept.Held _ -> held++;
        case Kept.Refused _ -> refused++;
      }
    }
    return new Imported(added, known, held, refused);
  }

  private MemoryStore store(Optional<String> profile) {
    return rooms.of(profile).memories();
  }

  /// @param lane profile, semantic (the usual), procedural, episodic or short_term
  /// @param subject what it is about; with attribute and value, else read out of the text
  /// @param days how long to keep it
  record NewMemory(
      Optional<String> profile,
      String text,
      Optional<String> lane,
      Optional<String> subject,
      Optional<String> attribute,
      Optional<String> value,
      OptionalInt days,
      Optional<Boolean> pinned) {
    Observation observation(Labels labels) {
      return new Observation(
          text,
          lane.map(MemoryVerbs::lane).orElse(Lane.SEMANTIC),
          claim(subject, attribute, value),
          OWNERS_CONFIDENCE,
          labels,
          life(days),
          pinned.orElse(false));
    }

    static Optional<Duration> life(OptionalInt days) {
      return days.isPresent() ? Optional.of(Duration.ofDays(days.getAsInt())) : Optional.empty();
    }
  }

  private static Optional<Claim> claim(
      Optional<String> subject, Optional<String> attribute, Optional<String> value) {
    int given =
        (int) List.of(subject, attribute, value).stream().filter(Optional::isPresent).count();
    if (given == 0) {
      return Optional.empty();
    }
    if (given < 3) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "A relation has a subject, an attribute and a value.");
    }
    return Optional.of(
        new Claim(subject.orElseThrow(), attribute.orElseThrow(), value.orElseThrow()));
  }

  /// @param text the new text; absent leaves it
  /// @param days how long to keep it from now on
  record Edit(
      Optional<String> profile,
      String memory,
      Optional<String> text,
      Optional<String> lane,
      OptionalInt days,
      Optional<Boolean> pinned) {}

  record Import(Optional<String> profile, List<Portable> memories) {}

  /// A memory on its way between profiles.
  ///
  /// @param sources where its words came from; absent means the owner
  record Portable(
      String text,
      Optional<String> lane,
      Optional<Double> confidence,
      Optional<List<String>> sources,
      Optional<String> subject,
      Optional<String> attribute,
      Optional<String> value,
      Optional<Boolean> pinned) {
    Observation observation() {
      return new Observation(
          text,
          lane.map(MemoryVerbs::lane).orElse(Lane.SEMANTIC),
          claim(subject, attribute, value),
          confidence.orElse(Observation.USUAL_CONFIDENCE),
          labels(),
          Optional.empty(),
          pinned.orElse(false));
    }

    private Labels labels() {
      Set<Source> all = EnumSet.noneOf(Source.class);
      for (String wire : sources.orElse(List.of())) {
        all.add(
            Source.ofWire(wire)
                .orElseThrow(
                    () -> Problem.of(ErrorCode.INVALID_PARAMS, "There is no such source.")));
      }
      return all.isEmpty() ? Labels.OWNER : new Labels(all, true);
    }
  }

  /// @param outcome kept, known, held or refused
  /// @param against live ones that say otherwise
  record Added(String outcome, Optional<MemoryView> memory, List<MemoryView> against) {
    static Added of(Kept kept) {
      return switch (kept) {
        case Kept.Fresh it ->
            new Added("kept", Optional.of(MemoryView.of(it.memory())), MemoryView.of(it.against()));
        case Kept.Again it ->
            new Added("known", Optional.of(MemoryView.of(it.memory())), List.of());
        case Kept.Held it ->
            new Added("held", Optional.of(MemoryView.of(it.memory())), MemoryView.of(it.against()));
        case Kept.Refused _ -> new Added("refused", Optional.empty(), List.of());
      };
    }
  }

  /// @param against live ones that say otherwise
  record Edited(MemoryView memory, List<MemoryView> against) {}

  /// @param memories how many hold side by side now
  record Settled(int memories) {}

  /// @param versions how many are no more
  /// @param sessions conversations in which it was said; they hold their own words
  record Forgotten(int versions, List<String> sessions) {}

  record Imported(int added, int known, int held, int refused) {}
}
