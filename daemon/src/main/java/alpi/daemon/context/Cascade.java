package alpi.daemon.context;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.context.Condensed.Level;
import alpi.daemon.context.Condensed.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Condenses turns level by level: new ones into an extract; extracts, when all sections together
/// have outgrown their slot, into an abstract; abstracts into an outline. What comes back is used
/// only when it is not empty and shorter than what it was made from.
final class Cascade {
  /// The share of its source that a text may have, in percent.
  static final int MOST_PERCENT = 60;

  private static final Pattern NAMES = Pattern.compile("\\[([^\\[\\]\\n]{1,400})\\]");
  private static final Pattern BETWEEN = Pattern.compile("[,;\\s]+");

  private final Condenser condenser;
  private final long limit;

  /// @param limit tokens for all sections together
  Cascade(Condenser condenser, long limit) {
    this.condenser = condenser;
    this.limit = limit;
  }

  /// @param so the sections there are
  /// @param turns the ids of the turns in `source`, oldest first
  /// @throws Problem `model_broken` when the answer is empty or no shorter
  List<Section> add(List<Section> so, List<String> turns, String source)
      throws InterruptedException {
    List<Section> sections = new ArrayList<>(so);
    String text = shorter(Level.EXTRACT, source, Set.copyOf(turns), limit / 2);
    sections.add(new Section(Level.EXTRACT, turns.getFirst(), turns.getLast(), turns.size(), text));
    for (Level level : List.of(Level.EXTRACT, Level.ABSTRACT, Level.OUTLINE)) {
      if (Condensed.tokens(sections) > limit) {
        sections = merged(sections, level);
      }
    }
    return bounded(sections);
  }

  /// All sections of a level as one of the next; those of the last one as one of the same.
  private List<Section> merged(List<Section> sections, Level level) throws InterruptedException {
    List<Section> old = sections.stream().filter(each -> each.level() == level).toList();
    if (old.isEmpty()) {
      return sections;
    }
    Level next = level.next().orElse(level);
    var source = new StringBuilder();
    old.forEach(each -> source.append(each.text()).append('\n'));
    Set<String> known = Set.copyOf(names(source.toString()));
    String text = shorter(next, source.toString(), known, limit / 4);
    int turns = old.stream().mapToInt(Section::turns).sum();
    var made = new Section(next, old.getFirst().from(), old.getLast().to(), turns, text);
    List<Section> result = new ArrayList<>();
    for (Section each : sections) {
      if (each.level() != level) {
        result.add(each);
      } else if (!result.contains(made)) {
        result.add(made);
      }
    }
    return result;
  }

  /// The last resort: the oldest lines go.
  private List<Section> bounded(List<Section> sections) {
    List<Section> fitting = new ArrayList<>(sections);
    while (Condensed.tokens(fitting) > limit && fitting.size() > 1) {
      Section first = fitting.removeFirst();
      Section next = fitting.removeFirst();
      int turns = first.turns() + next.turns();
      fitting.addFirst(new Section(next.level(), first.from(), next.to(), turns, next.text()));
    }
    Section only = fitting.getFirst();
    if (fitting.size() == 1 && Condensed.tokens(fitting) > limit) {
      String head = Cut.head(only.text(), (int) Math.max(0, limit));
      fitting.set(0, new Section(only.level(), only.from(), only.to(), only.turns(), head));
    }
    return fitting;
  }

  private String shorter(Level level, String source, Set<String> known, long tokens)
      throws InterruptedException {
    long most = Math.min(tokens, Tokens.of(source) * MOST_PERCENT / 100);
    String text = clean(condenser.condense(level, source, most).strip(), known);
    if (text.isBlank() || Tokens.of(text) > Math.max(most, Tokens.of(source) * 9 / 10)) {
      throw Problem.of(
          ErrorCode.MODEL_BROKEN,
          "The conversation could not be condensed: the answer was "
              + (text.isBlank() ? "empty." : "no shorter."));
    }
    return text;
  }

  /// Takes out names in brackets that are no turns of the source.
  private static String clean(String text, Set<String> known) {
    return NAMES
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                BETWEEN
                    .splitAsStream(found.group(1))
                    .filter(known::contains)
                    .reduce((a, b) -> a + ", " + b)
                    .map(kept -> "[" + kept + "]")
                    .orElse(invented(found.group(1)) ? "" : found.group())));
  }

  private static boolean invented(String inside) {
    return BETWEEN.splitAsStream(inside).anyMatch(each -> each.matches("j[0-9a-z]{17}"));
  }

  private static List<String> names(String text) {
    return NAMES
        .matcher(text)
        .results()
        .flatMap(found -> BETWEEN.splitAsStream(found.group(1)))
        .distinct()
        .toList();
  }

  /// Of the turns of a source, the share that nothing left of it names, in percent.
  static int loss(List<Section> sections, List<String> turns) {
    Set<String> named =
        Set.copyOf(names(String.join("\n", sections.stream().map(Section::text).toList())));
    long lost = turns.stream().filter(turn -> !named.contains(turn)).count();
    return turns.isEmpty() ? 0 : (int) (100 * lost / turns.size());
  }
}
