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
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a model is shown: system prompt, tools, conversation, within its window and honest about
/// what was left out.
///
/// The order is from what changes least to what changes most, and whatever changes is written into
/// the conversation once: the day, the workspace and what was cut become notes of the turn, shown
/// at the end of the owner's message from then on. So a request begins, byte for byte, with the
/// request before it, as long as memory and tools are the same and nothing had to be cut.
public final class WorkingSet {
  /// Tokens left for the answer when nobody says how many.
  static final int DEFAULT_OUTPUT_TOKENS = 8_192;

  private final ProfileHome home;
  private final Contents contents;
  private final Origins origins;
  private final Time time;
  private final ZoneId zone;

  /// @param origins what is known of where the memory comes from
  /// @param zone where the owner's day begins
  public WorkingSet(ProfileHome home, Contents contents, Origins origins, Time time, ZoneId zone) {
    this.home = home;
    this.contents = contents;
    this.origins = origins;
    this.time = time;
    this.zone = zone;
  }

  /// Lays out the next request of a turn. Adds to the session what it says about the situation.
  ///
  /// @throws alpi.alp.rpc.Problem `too_large` when the turn alone exceeds the window
  public Assembled build(WorkingSetInput input) {
    List<Omitted> omitted = new ArrayList<>();
    Memory memory = Memory.read(home, input.memoryChars());
    omitted.addAll(memory.omitted());
    String system = SystemPrompt.of(memory);
    List<ToolDef> tools =
        input.tools().stream().sorted(Comparator.comparing(ToolDef::name)).toList();
    long fixed = Tokens.of(system) + tools.stream().mapToLong(Tokens::of).sum();
    fixed += input.order().map(Tokens::of).orElse(0L);

    situate(input);
    List<ShownMessage> shown = fit(input, budget(input, fixed), omitted);
    List<ModelMessage> messages = new ArrayList<>();
    shown.forEach(message -> messages.add(message.message()));
    input.order().ifPresent(order -> messages.add(new ModelMessage.User(order, List.of())));
    var request =
        new ModelRequest(system, tools, messages, input.maxOutputTokens(), input.outputSchema());
    return new Assembled(
        request, omitted, fixed + Budget.sum(shown), prefix(system, tools), labels(input, memory));
  }

  private static Budget budget(WorkingSetInput input, long fixed) {
    int window = input.window();
    int output = Math.min(input.maxOutputTokens().orElse(DEFAULT_OUTPUT_TOKENS), window / 4);
    return new Budget(Math.max(0, window - output - fixed), window);
  }

  private List<ShownMessage> fit(WorkingSetInput input, Budget budget, List<Omitted> omitted) {
    Cut cut = Cut.of(input.session().messages(), input.turn());
    List<Omitted> seen = new ArrayList<>();
    List<ShownMessage> shown = convert(input, cut, seen);
    var further = budget.cut(shown, input.turn());
    if (further.isPresent()) {
      cut = cut(input, further.get());
      seen.clear();
      shown = convert(input, cut, seen);
    }
    omitted.addAll(seen);
    for (String turn : cut.dropped()) {
      omitted.add(new Omitted(pointer(input, turn), "budget", cut.tokens(turn)));
    }
    for (Tool orphan : Transcript.orphans(input.session().messages())) {
      omitted.add(new Omitted(pointer(input, orphan.turn()), "orphan", Tokens.of(orphan.text())));
    }
    return budget.shortened(shown, omitted);
  }

  private List<ShownMessage> convert(WorkingSetInput input, Cut cut, List<Omitted> omitted) {
    var attachments = new AttachmentView(contents, input.seesImages(), input.window(), omitted);
    return Transcript.of(input.session().messages(), cut.dropped(), attachments);
  }

  /// Says once for each turn what day it is and where the owner stands.
  private void situate(WorkingSetInput input) {
    boolean said =
        input.session().messages().stream()
            .anyMatch(message ->
                message instanceof Note note
                    && note.kind() == NoteKind.CONTEXT
                    && note.turn().equals(input.turn()));
    if (!said) {
      note(
          input,
          NoteKind.CONTEXT,
          "[Today is %s. The workspace is %s]"
              .formatted(
                  LocalDate.ofInstant(time.now(), zone),
                  Fence.quoted(input.workspace().toString())));
    }
  }

  /// Leaves out everything before `first` from now on, and says so in the owner's message.
  private Cut cut(WorkingSetInput input, String first) {
    note(input, NoteKind.CUT, first);
    Cut cut = Cut.of(input.session().messages(), input.turn());
    boolean recall = input.tools().stream().anyMatch(tool -> tool.name().equals("recall"));
    note(
        input,
        NoteKind.CONTEXT,
        "[Not shown: the %d oldest turns of this conversation.%s]"
            .formatted(
                cut.dropped().size(), recall ? " The tool recall finds what was said." : ""));
    return cut;
  }

  private void note(WorkingSetInput input, NoteKind kind, String text) {
    input.session().append(new Note(time.now(), input.turn(), kind, text));
  }

  private static String pointer(WorkingSetInput input, String turn) {
    return "session:" + input.session().id() + "#" + turn;
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

  /// What the notes of a conversation say is no longer shown.
  private record Cut(Set<String> dropped, List<Message> messages) {
    private static Cut of(List<Message> messages, String current) {
      Set<String> turns = new LinkedHashSet<>();
      Set<String> dropped = new LinkedHashSet<>();
      for (Message message : messages) {
        if (message instanceof User) {
          turns.add(message.turn());
        } else if (message instanceof Note note
            && note.kind() == NoteKind.CUT
            && turns.contains(note.text())) {
          dropped.addAll(before(turns, note.text()));
        }
      }
      dropped.remove(current);
      return new Cut(dropped, messages);
    }

    private static List<String> before(Set<String> turns, String first) {
      return turns.stream().takeWhile(turn -> !turn.equals(first)).toList();
    }

    private long tokens(String turn) {
      long tokens = 0;
      for (Message message : messages) {
        if (message.turn().equals(turn)) {
          tokens +=
              switch (message) {
                case User user -> Tokens.of(user.text());
                case Message.Assistant assistant -> Tokens.of(assistant.text());
                case Tool tool -> Tokens.of(tool.text());
                case Note _ -> 0;
              };
        }
      }
      return tokens;
    }
  }
}
