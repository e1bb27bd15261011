package alpi.daemon.context;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.model.ModelMessage;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Makes a conversation fit: what tools answered is shown in brief first, then the oldest turns go,
/// then something of them is brought back for the question. Each step is a note in the
/// conversation, so that it holds for every later request.
final class Fitting {
  /// Candidates looked at for one turn.
  private static final int CANDIDATES = 24;

  /// Passages brought back at most.
  private static final int MOST_RECALLED = 8;

  /// A passage with one word of so many of the question is about it.
  private static final int CLOSE = 2;

  /// What stands before the words of a passage.
  private static final Set<String> SPEAKERS = Set.of("owner", "you", "tool");

  /// With more of its words than this in one turn that is shown, a passage says nothing new.
  private static final double SAME = 0.7;

  /// What a result shown in brief takes, more or less.
  private static final long BRIEF_TOKENS = 400;

  private final WorkingSetInput input;
  private final Conversation conversation;
  private final Budget budget;
  private final Instant now;
  private final AttachmentSight sight;
  private List<Omitted> omitted = new ArrayList<>();

  /// How attachments are shown, with a list that gets what is not.
  @FunctionalInterface
  interface AttachmentSight {
    AttachmentView with(List<Omitted> omitted);
  }

  Fitting(
      WorkingSetInput input,
      Conversation conversation,
      Budget budget,
      Instant now,
      AttachmentSight sight) {
    this.input = input;
    this.conversation = conversation;
    this.budget = budget;
    this.now = now;
    this.sight = sight;
  }

  /// @throws Problem `too_large` when the turn alone exceeds the window
  List<ShownMessage> fit(Recaller recaller) {
    String current = conversation.current();
    boolean asked = conversation.has(NoteKind.RECALLED);
    Budget room = asked ? budget : budget.without(Slot.RECALLED.oneTurn(budget.available()));
    List<ShownMessage> shown = convert();
    if (room.exceeded(shown, current)) {
      shown = trim(shown, room, tool -> !tool.turn().equals(current));
    }
    Optional<String> first = room.cut(shown, current);
    if (first.isPresent()) {
      cut(first.get());
      shown = convert();
    }
    if (Budget.sum(shown) > budget.tokens()) {
      shown = trim(shown, budget, _ -> true);
    }
    if (!asked && conversation.dropped() > 0) {
      bringBack(recaller, shown);
      shown = convert();
    }
    if (Budget.sum(shown) > budget.tokens()) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The message does not fit the model's window of " + input.window() + " tokens.",
          "Send less, or use a model with a larger window.");
    }
    return shown;
  }

  /// The turns that are to be condensed, if the conversation fills its room too far.
  Optional<Compaction> due() {
    String current = conversation.current();
    List<ShownMessage> shown = convert();
    Budget soft = budget.percent(Compaction.DUE_PERCENT);
    if (Budget.sum(shown) <= soft.tokens()) {
      return Optional.empty();
    }
    shown = trim(shown, soft, tool -> !tool.turn().equals(current));
    if (Budget.sum(shown) <= soft.tokens()) {
      return Optional.empty();
    }
    List<String> turns = shown.stream().map(ShownMessage::turn).distinct().toList();
    int last = turns.indexOf(current);
    int most = (last < 0 ? turns.size() : last) - Compaction.KEPT_TURNS;
    int gone = Math.min(most, soft.cut(shown, current).map(turns::indexOf).orElse(0));
    return gone <= 0
        ? Optional.empty()
        : Optional.of(
            new Compaction(
                conversation,
                turns.subList(0, gone),
                turns.get(gone),
                Slot.SUMMARY.limit(budget.available()),
                Budget.sum(shown)));
  }

  /// What is not shown of the conversation as it was converted last.
  List<Omitted> omitted() {
    return omitted;
  }

  private List<ShownMessage> convert() {
    omitted = new ArrayList<>();
    return Transcript.of(conversation, sight.with(omitted), omitted);
  }

  /// Shows the oldest results in brief, as many as it takes.
  private List<ShownMessage> trim(List<ShownMessage> shown, Budget room, Predicate<Tool> which) {
    long wanted = Budget.sum(shown) - room.tokens() * Budget.AFTER_CUT_PERCENT / 100;
    long saved = 0;
    Optional<Tool> last = Optional.empty();
    for (Message message : conversation.shown()) {
      if (message instanceof Tool tool
          && which.test(tool)
          && !conversation.trimmed(tool)
          && tool.text().length() > Transcript.SHORT_CHARS
          && saved < wanted) {
        saved += Tokens.about(tool.text()) - BRIEF_TOKENS;
        last = Optional.of(tool);
      }
    }
    if (last.isEmpty()) {
      return shown;
    }
    conversation.note(now, NoteKind.TRIMMED, conversation.trimUpTo(last.get()));
    return convert();
  }

  /// Leaves out everything before `first` from now on, and says so in the owner's message.
  private void cut(String first) {
    conversation.note(now, NoteKind.CUT, first);
    boolean recall = input.tools().stream().anyMatch(tool -> tool.name().equals("recall"));
    conversation.note(
        now,
        NoteKind.CONTEXT,
        "[Not shown: the %d oldest turns of this conversation.%s]"
            .formatted(
                conversation.dropped(), recall ? " The tool recall finds what was said." : ""));
  }

  /// Brings back what answers the question and stands nowhere in what is shown.
  private void bringBack(Recaller recaller, List<ShownMessage> shown) {
    String question = conversation.question();
    Set<String> asked = Terms.of(question);
    Recaller.Found found =
        recaller.find(conversation.session(), conversation::hidden, question, CANDIDATES);
    List<Set<String>> seen = seen(shown);
    List<Recalled> adding =
        found.items().stream().filter(item -> adds(Terms.of(item.text()), asked, seen)).toList();
    long held = shown.stream().mapToLong(message -> message.in(Slot.RECALLED)).sum();
    long limit =
        Math.min(
            Slot.RECALLED.oneTurn(budget.available()),
            Slot.RECALLED.limit(budget.available()) - held);
    List<Recalled> chosen = chosen(adding, Math.min(limit, budget.tokens() - Budget.sum(shown)));
    chosen.forEach(item -> seen.add(Terms.of(item.text())));
    conversation.note(
        now, NoteKind.RECALLED, note(chosen, adding, asked, seen, found.notice()).write());
  }

  /// Whether it is about the question, and not what is shown in other turns already.
  private static boolean adds(Set<String> item, Set<String> asked, List<Set<String>> seen) {
    long about = asked.stream().filter(item::contains).count();
    boolean news =
        asked.stream()
            .anyMatch(term ->
                item.contains(term) && seen.stream().noneMatch(each -> each.contains(term)));
    boolean close = about * CLOSE >= asked.size();
    Set<String> words = new HashSet<>(item);
    words.removeAll(SPEAKERS);
    return (news || close) && seen.stream().noneMatch(each -> Terms.held(words, each) > SAME);
  }

  /// The words of each earlier turn that is shown.
  private List<Set<String>> seen(List<ShownMessage> shown) {
    Map<String, Set<String>> turns = new LinkedHashMap<>();
    for (ShownMessage message : shown) {
      if (!message.turn().equals(conversation.current())) {
        turns.computeIfAbsent(message.turn(), _ -> new HashSet<>()).addAll(Terms.of(text(message)));
      }
    }
    return new ArrayList<>(turns.values());
  }

  private static RecallNote note(
      List<Recalled> chosen,
      List<Recalled> found,
      Set<String> asked,
      List<Set<String>> seen,
      Optional<String> notice) {
    Set<String> elsewhere = new HashSet<>();
    found.forEach(item -> elsewhere.addAll(Terms.of(item.text())));
    int missing = 0;
    int unknown = 0;
    for (String term : asked) {
      if (seen.stream().noneMatch(each -> each.contains(term))) {
        missing += elsewhere.contains(term) ? 1 : 0;
        unknown += elsewhere.contains(term) ? 0 : 1;
      }
    }
    return new RecallNote(chosen, found.size(), asked.size(), missing, unknown, notice);
  }

  /// The best ones that are not alike, as far as there is room.
  private static List<Recalled> chosen(List<Recalled> candidates, long room) {
    List<Recalled> chosen = new ArrayList<>();
    long left = room - Tokens.of(RecallNote.HEAD) - 1;
    for (Recalled item :
        Diversity.pick(candidates, Recalled::text, MOST_RECALLED, Diversity.USUAL)) {
      long tokens = Tokens.of(RecallNote.block(item)) + 1;
      if (tokens <= left) {
        chosen.add(item);
        left -= tokens;
      }
    }
    return chosen;
  }

  private static String text(ShownMessage shown) {
    return switch (shown.message()) {
      case ModelMessage.User user -> user.text();
      case ModelMessage.Assistant said -> said.text();
      case ModelMessage.ToolResult result -> result.text();
    };
  }
}
