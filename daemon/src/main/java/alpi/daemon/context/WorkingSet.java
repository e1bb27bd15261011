package alpi.daemon.context;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.model.ModelMessage;
import alpi.daemon.model.ModelRequest;
import alpi.daemon.model.ModelRequest.ToolDef;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a model is shown: system prompt, tools, conversation, within its window and honest about
/// what was left out.
///
/// The order is from what changes least to what changes most, and whatever changes is written into
/// the conversation once: the day, the workspace, what was cut and what was brought back become
/// notes of the turn, shown at the end of the owner's message from then on. So a request begins,
/// byte for byte, with the request before it, as long as memory and tools are the same and nothing
/// had to be cut.
public final class WorkingSet {
  /// Tokens left for the answer when nobody says how many.
  static final int DEFAULT_OUTPUT_TOKENS = 8_192;

  /// Omitted turns named one by one; the rest is told in one line.
  static final int MAX_NAMED = 200;

  private final ProfileHome home;
  private final Contents contents;
  private final Origins origins;
  private final Recaller recaller;
  private final Time time;
  private final ZoneId zone;

  /// @param origins what is known of where the memory comes from
  /// @param zone where the owner's day begins
  public WorkingSet(
      ProfileHome home,
      Contents contents,
      Origins origins,
      Recaller recaller,
      Time time,
      ZoneId zone) {
    this.home = home;
    this.contents = contents;
    this.origins = origins;
    this.recaller = recaller;
    this.time = time;
    this.zone = zone;
  }

  /// Lays out the next request of a turn. Adds to the session what it says about the situation.
  ///
  /// @throws alpi.alp.rpc.Problem `too_large` when the turn alone exceeds the window
  public Assembled build(WorkingSetInput input) {
    Conversation conversation = Conversation.of(input.session(), input.turn());
    situate(input, conversation);
    return lay(input, conversation, recaller);
  }

  /// What is to be condensed before a turn, if anything: answers of tools are shown in brief first,
  /// and that may be enough.
  public Optional<Compaction> compaction(WorkingSetInput input) {
    Conversation conversation = Conversation.of(input.session(), input.turn());
    long available = available(input);
    Memory memory = Memory.within(home, input.memoryChars(), Slot.PERSONA.limit(available));
    long fixed =
        Tokens.of(SystemPrompt.of(memory)) + input.tools().stream().mapToLong(Tokens::of).sum();
    var budget = new Budget(Math.max(0, available - fixed), available);
    return new Fitting(input, conversation, budget, time.now(), left -> sight(input, left)).due();
  }

  /// What the model was shown when it was last asked in a turn, as far as memory and tools are the
  /// same. Nothing is written or looked for.
  public Assembled preview(WorkingSetInput input) {
    return lay(input, Conversation.before(input.session(), input.turn()), Recaller.NONE);
  }

  private Assembled lay(WorkingSetInput input, Conversation conversation, Recaller from) {
    long available = available(input);
    Memory memory = Memory.within(home, input.memoryChars(), Slot.PERSONA.limit(available));
    String system = SystemPrompt.of(memory);
    List<ToolDef> tools =
        input.tools().stream().sorted(Comparator.comparing(ToolDef::name)).toList();
    long persona = Tokens.of(system);
    long forTools = tools.stream().mapToLong(Tokens::of).sum();
    long fixed = persona + forTools + input.order().map(Tokens::of).orElse(0L);

    var budget = new Budget(Math.max(0, available - fixed), available);
    var fitting = new Fitting(input, conversation, budget, time.now(), left -> sight(input, left));
    List<ShownMessage> shown = fitting.fit(from);
    List<Included> included = included(shown, input.turn());
    List<Omitted> omitted = new ArrayList<>(memory.omitted());
    long left = dropped(conversation, omitted);
    omitted.addAll(fitting.omitted());
    left +=
        fitting.omitted().stream()
            .filter(each -> each.reason().equals("trimmed"))
            .mapToLong(Omitted::tokens)
            .sum();
    long earlier = earlier(shown, input.turn());
    return new Assembled(
        request(input, system, tools, shown),
        included,
        omitted,
        slots(included, available, persona, forTools),
        Meters.of(earlier, left, conversation.recall()),
        fixed + Budget.sum(shown),
        available,
        prefix(system, tools),
        labels(input, memory));
  }

  private static long available(WorkingSetInput input) {
    long window = input.window();
    return window - Math.min(input.maxOutputTokens().orElse(DEFAULT_OUTPUT_TOKENS), window / 4);
  }

  private AttachmentView sight(WorkingSetInput input, List<Omitted> left) {
    return new AttachmentView(contents, input.seesImages(), input.window(), left);
  }

  private static ModelRequest request(
      WorkingSetInput input, String system, List<ToolDef> tools, List<ShownMessage> shown) {
    List<ModelMessage> messages = new ArrayList<>();
    shown.forEach(message -> messages.add(message.message()));
    input.order().ifPresent(order -> messages.add(new ModelMessage.User(order, List.of())));
    return new ModelRequest(system, tools, messages, input.maxOutputTokens(), input.outputSchema());
  }

  /// What is shown, each pointer once; what belongs to the turn is its task.
  private static List<Included> included(List<ShownMessage> shown, String current) {
    Map<String, Included> parts = new LinkedHashMap<>();
    for (ShownMessage message : shown) {
      for (Included part : message.parts()) {
        boolean task = part.slot() == Slot.RECENT && message.turn().equals(current);
        Slot slot = task ? Slot.TASK : part.slot();
        parts.merge(
            slot + " " + part.pointer(),
            new Included(part.pointer(), slot, part.tokens()),
            (so, more) -> new Included(so.pointer(), slot, so.tokens() + more.tokens()));
      }
    }
    return List.copyOf(parts.values());
  }

  private static List<SlotUse> slots(
      List<Included> included, long available, long persona, long tools) {
    Map<Slot, Long> used = new EnumMap<>(Slot.class);
    used.put(Slot.PERSONA, persona);
    used.put(Slot.TOOLS, tools);
    included.forEach(part -> used.merge(part.slot(), part.tokens(), Long::sum));
    return Arrays.stream(Slot.values())
        .map(slot -> new SlotUse(slot, used.getOrDefault(slot, 0L), slot.limit(available)))
        .toList();
  }

  /// Names what is not shown of the conversation.
  ///
  /// @return the size of the turns that are not shown
  private static long dropped(Conversation conversation, List<Omitted> omitted) {
    Conversation.Hidden hidden = conversation.hidden(MAX_NAMED);
    long unnamed = hidden.tokens();
    for (Map.Entry<String, Long> turn : hidden.oldest().entrySet()) {
      unnamed -= turn.getValue();
      String pointer = conversation.pointer(turn.getKey()).toString();
      omitted.add(new Omitted(pointer, "budget", turn.getValue()));
    }
    int more = conversation.dropped() - hidden.oldest().size();
    if (more > 0) {
      String pointer = "session:" + conversation.session().id();
      omitted.add(new Omitted(pointer, more + "_more_turns", unnamed));
    }
    for (Tool orphan : Transcript.orphans(conversation)) {
      String pointer = conversation.pointer(orphan.turn(), orphan.callId()).toString();
      omitted.add(new Omitted(pointer, "orphan", Tokens.of(orphan.text())));
    }
    return hidden.tokens();
  }

  private static long earlier(List<ShownMessage> shown, String current) {
    return shown.stream()
        .filter(message -> !message.turn().equals(current))
        .mapToLong(ShownMessage::tokens)
        .sum();
  }

  /// Says once for each turn what day it is and where the owner stands.
  private void situate(WorkingSetInput input, Conversation conversation) {
    if (!conversation.has(NoteKind.CONTEXT)) {
      conversation.note(
          time.now(),
          NoteKind.CONTEXT,
          "[Today is %s. The workspace is %s]"
              .formatted(
                  LocalDate.ofInstant(time.now(), zone),
                  Fence.quoted(input.workspace().toString())));
    }
  }

  private Labels labels(WorkingSetInput input, Memory memory) {
    Labels labels = input.session().labels();
    Labels own = memory.holdsPrivateData() ? Labels.of(Source.OWNER, true) : Labels.NONE;
    return labels.and(own).and(origins.of(Memory.files(home)));
  }

  private static Sha256 prefix(String system, List<ToolDef> tools) {
    var all = new StringBuilder(system);
    for (ToolDef tool : tools) {
      all.append('\0').append(tool.name()).append('\0').append(tool.description());
      all.append('\0').append(Json.text(tool.parameters()));
    }
    return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
  }
}
