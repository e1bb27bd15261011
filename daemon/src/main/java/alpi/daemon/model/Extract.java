package alpi.daemon.model;

import alpi.daemon.base.Cut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// An extractive summary: whole sentences of the text, chosen by how much they share with the rest
/// (frequent words, words of headings) and by where they stand. It invents nothing and understands
/// nothing.
final class Extract {
  /// Most characters of a text that are weighed; what lies behind them is counted, not read.
  static final int MAX_CHARS = 2_000_000;

  private static final int MAX_SECTIONS = 12;
  private static final int MAX_SENTENCE_CHARS = 400;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’_-]*");
  private static final Set<String> COMMON =
      Set.of(
          ("the and for are but not you all any can had has have her him his how its may new now"
                  + " old our out own she should than that their them then there these they this"
                  + " those through too use used using was way were what when where which while who"
                  + " why will with without would your from into more most must one only other over"
                  + " same some such under until very also been before being both each every here"
                  + " just like make many does did done about after again because between")
              .split(" ", -1));

  private final Prose prose;
  private final Map<String, Integer> frequency = new HashMap<>();
  private final Set<String> headingWords = new HashSet<>();

  private Extract(Prose prose) {
    this.prose = prose;
    prose
        .sentences()
        .forEach(s -> words(s.text()).forEach(w -> frequency.merge(w, 1, Integer::sum)));
    prose.headings().forEach(heading -> headingWords.addAll(words(heading)));
  }

  /// A summary of `text` in Markdown.
  ///
  /// @param name what the text is called
  /// @param wanted how many sentences; by length when empty
  static String of(String name, String text, OptionalInt wanted) {
    if (text.isBlank()) {
      return name + " is empty.";
    }
    Optional<String> diff = DiffSummary.of(text);
    if (diff.isPresent()) {
      return diff.get();
    }
    Prose prose = Prose.of(text.substring(0, Math.min(text.length(), MAX_CHARS)));
    return new Extract(prose).render(name, text, wanted);
  }

  private String render(String name, String text, OptionalInt wanted) {
    List<Prose.Sentence> all = prose.sentences();
    int usual = Math.clamp(2 + all.size() / 12, 3, 7);
    List<Prose.Sentence> chosen = choose(wanted.orElse(usual));
    var out = new StringBuilder("**").append(prose.title().orElse(name)).append("**\n\n");
    chosen.forEach(each -> out.append("- ").append(clip(each.text())).append('\n'));
    List<String> sections =
        prose.headings().stream().skip(prose.title().isPresent() ? 1 : 0).toList();
    if (!sections.isEmpty()) {
      List<String> shown = sections.subList(0, Math.min(MAX_SECTIONS, sections.size()));
      out.append("\nSections: ").append(String.join(" · ", shown));
      out.append(shown.size() < sections.size() ? " · …\n" : "\n");
    }
    out.append("\nExtract of ").append(name).append(": ").append(chosen.size()).append(" of ");
    out.append(all.size()).append(" sentences, from ").append(count(text.lines().count(), "line"));
    return out.append(" and ").append(count(countWords(text), "word")).append(".").toString();
  }

  private List<Prose.Sentence> choose(int wanted) {
    List<Prose.Sentence> ranked = new ArrayList<>(prose.sentences());
    ranked.sort(
        Comparator.comparingDouble((Prose.Sentence s) -> -score(s))
            .thenComparingInt(Prose.Sentence::index));
    var chosen = new ArrayList<Prose.Sentence>();
    var seen = new ArrayList<Set<String>>();
    for (Prose.Sentence each : ranked) {
      Set<String> words = new HashSet<>(words(each.text()));
      if (chosen.size() < wanted && seen.stream().noneMatch(other -> alike(words, other))) {
        chosen.add(each);
        seen.add(words);
      }
    }
    chosen.sort(Comparator.comparingInt(Prose.Sentence::index));
    return chosen;
  }

  private double score(Prose.Sentence sentence) {
    List<String> words = words(sentence.text());
    double weight = 0;
    for (String word : new HashSet<>(words)) {
      weight += Math.log1p(frequency.getOrDefault(word, 0));
      weight += headingWords.contains(word) ? 0.5 : 0;
    }
    double density = weight / Math.sqrt(8 + words.size());
    double early = sentence.index() == 0 ? 2.5 : sentence.index() < 3 ? 1.0 : 0;
    double opening = sentence.opensParagraph() ? 0.4 : 0;
    boolean odd = words.size() < 4 || words.size() > 60;
    return density + early + opening - (odd ? 2 : 0) - (sentence.listItem() ? 0.3 : 0);
  }

  private static boolean alike(Set<String> one, Set<String> other) {
    long shared = one.stream().filter(other::contains).count();
    long all = one.size() + other.size() - shared;
    return all > 0 && shared > 0.6 * all;
  }

  private static List<String> words(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .map(match -> match.group())
        .filter(word -> word.length() > 2 && !COMMON.contains(word))
        .toList();
  }

  private static long countWords(String text) {
    return WORD.matcher(text).results().count();
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  private static String clip(String sentence) {
    return Cut.brief(sentence, MAX_SENTENCE_CHARS);
  }
}
