package alpi.daemon.context.manual;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.context.memory.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The manual: every page that is packed with the program. Sections are ranked by BM25, words of
/// their headings counting more. Pages are read anew for each question; nothing of them is kept.
public final class Manual {
  /// The pages, the ones for everybody first.
  public static final List<String> PAGES =
      List.of(
          "README.md",
          "docs/HOWTO.md",
          "docs/OPERATIONS.md",
          "SECURITY.md",
          "docs/schedules.md",
          "docs/config.md",
          "docs/builtin.md",
          "docs/cli-json.md",
          "docs/GLOSSARY.md",
          "docs/protocol/host.md",
          "docs/protocol/alp.md");

  /// Most sections that one question is answered with.
  public static final int MAX_HITS = 20;

  /// Longest excerpt, in characters.
  public static final int EXCERPT_CHARS = 1_200;

  private static final String FOLDER = "/alpi/manual/";

  /// How often a word of a heading counts.
  private static final int HEADING_TIMES = 6;

  private static final double SATURATION = 1.2;
  private static final double LENGTH_SHARE = 0.75;

  /// A word that begins with a word asked for counts so much.
  private static final double PREFIX = 0.5;

  private static final int MIN_PREFIX = 4;

  private final Supplier<List<ManualPage>> pages;

  /// The pages that are packed with this program.
  public Manual() {
    this(Manual::packed);
  }

  Manual(Supplier<List<ManualPage>> pages) {
    this.pages = pages;
  }

  private static List<ManualPage> packed() {
    List<ManualPage> pages = new ArrayList<>();
    for (String name : PAGES) {
      try (InputStream in = Manual.class.getResourceAsStream(FOLDER + name)) {
        if (in != null) {
          pages.add(new ManualPage(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (pages.isEmpty()) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "This program was packed without its manual.",
          "Build it with `./alpi`, which packs the pages.");
    }
    return pages;
  }

  /// The sections that say most about a question, best first.
  ///
  /// @param question any text
  /// @param limit from 1 to [#MAX_HITS]
  public List<ManualHit> search(String question, int limit) {
    Set<String> asked = new HashSet<>();
    Words.cues(question).forEach(word -> asked.add(stem(word)));
    if (asked.isEmpty()) {
      return List.of();
    }
    List<Indexed> index = index();
    double length = index.stream().mapToInt(Indexed::length).average().orElse(1);
    Map<String, Double> rarity = rarity(index, asked);
    return index.stream()
        .map(each -> new ManualHit(each.section(), "", score(each, rarity, length)))
        .filter(hit -> hit.score() > 0)
        .sorted(
            Comparator.comparingDouble(ManualHit::score)
                .reversed()
                .thenComparing(hit -> hit.section().pointer()))
        .limit(Math.max(1, Math.min(limit, MAX_HITS)))
        .map(hit -> new ManualHit(hit.section(), excerpt(hit.section().text(), asked), hit.score()))
        .toList();
  }

  /// A page, or the section of a pointer, as it stands.
  ///
  /// @param pointer as [Section#pointer] gives it
  /// @throws Problem `not_found`
  public String read(String pointer) {
    int mark = pointer.indexOf('#');
    String name = mark < 0 ? pointer : pointer.substring(0, mark);
    ManualPage page =
        pages.get().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(Manual::noPage);
    if (mark < 0) {
      return page.text();
    }
    return page.sections().stream()
        .filter(section -> section.pointer().equals(pointer))
        .findFirst()
        .map(Section::text)
        .orElseThrow(Manual::noPage);
  }

  private static Problem noPage() {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "The manual has no such page.",
        "Pages: " + String.join(", ", PAGES) + ".");
  }

  private List<Indexed> index() {
    List<Indexed> index = new ArrayList<>();
    for (ManualPage page : pages.get()) {
      page.sections().forEach(section -> index.add(Indexed.of(section)));
    }
    return index;
  }

  private static Map<String, Double> rarity(List<Indexed> index, Set<String> asked) {
    Map<String, Double> rarity = new HashMap<>();
    for (String word : asked) {
      long having = index.stream().filter(each -> each.count(word) > 0).count();
      rarity.put(word, Math.log(1 + (index.size() - having + 0.5) / (having + 0.5)));
    }
    return rarity;
  }

  private static double score(Indexed section, Map<String, Double> rarity, double length) {
    double score = 0;
    for (Map.Entry<String, Double> word : rarity.entrySet()) {
      double count = section.count(word.getKey());
      double norm = 1 - LENGTH_SHARE + LENGTH_SHARE * section.length() / length;
      score += word.getValue() * count * (SATURATION + 1) / (count + SATURATION * norm);
    }
    return score;
  }

  /// The lines around the one that has most of the words.
  private static String excerpt(String text, Set<String> asked) {
    if (text.length() <= EXCERPT_CHARS) {
      return text;
    }
    int best = 0;
    long most = -1;
    for (int at = 0; at < text.length(); at = next(text, at)) {
      String window = Cut.head(text.substring(at), EXCERPT_CHARS);
      long found =
          Words.of(window).stream().map(Manual::stem).filter(asked::contains).distinct().count();
      if (found > most) {
        most = found;
        best = at;
      }
    }
    String head = best > 0 ? "…\n" : "";
    return head + Cut.brief(text.substring(best), EXCERPT_CHARS);
  }

  private static int next(String text, int at) {
    int line = text.indexOf('\n', at);
    return line < 0 ? text.length() : line + 1;
  }

  /// The plain form of an English word: without the endings of plurals and verbs.
  static String stem(String word) {
    String plain = word.toLowerCase(Locale.ROOT);
    for (String ending : List.of("ings", "ing", "ies", "es", "ed", "s")) {
      if (plain.endsWith(ending) && plain.length() - ending.length() >= 3) {
        String cut = plain.substring(0, plain.length() - ending.length());
        return ending.equals("ies") ? cut + "y" : cut;
      }
    }
    return plain.length() > 4 && plain.endsWith("e")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  /// A section with its words.
  private record Indexed(Section section, Map<String, Integer> words, int length) {
    static Indexed of(Section section) {
      Map<String, Integer> words = new HashMap<>();
      int length = 0;
      for (String word : Words.all(section.text())) {
        words.merge(stem(word), 1, Integer::sum);
        length++;
      }
      for (String word : Words.all(section.path())) {
        words.merge(stem(word), HEADING_TIMES, Integer::sum);
        length++;
      }
      return new Indexed(section, words, length);
    }

    double count(String word) {
      int exact = words.getOrDefault(word, 0);
      if (exact > 0 || word.length() < MIN_PREFIX) {
        return exact;
      }
      return words.keySet().stream().anyMatch(each -> each.startsWith(word)) ? PREFIX : 0;
    }
  }
}
