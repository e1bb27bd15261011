package alpi.daemon.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A text taken apart into headings and sentences, Markdown's markup removed.
record Prose(Optional<String> title, List<String> headings, List<Sentence> sentences) {
  private static final Pattern END =
      Pattern.compile("(?<=[.!?…])[\"”’)]?\\s+(?=[\\p{Lu}\\p{N}\"“(`])");
  private static final Pattern RULE =
      Pattern.compile("\\s*([-=*_]\\s*){3,}|\\s*\\|?[-:| ]+\\|?\\s*");

  Prose {
    headings = List.copyOf(headings);
    sentences = List.copyOf(sentences);
  }

  /// @param index its place in the text
  record Sentence(int index, String text, boolean opensParagraph, boolean listItem) {}

  static Prose of(String text) {
    var reader = new Reader();
    text.replaceAll("(?s)<!--.*?-->", "").lines().forEach(reader::line);
    reader.flush();
    return new Prose(reader.title, reader.headings, reader.sentences);
  }

  /// Walks the lines once.
  private static final class Reader {
    private final List<String> headings = new ArrayList<>();
    private final List<Sentence> sentences = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();
    private Optional<String> title = Optional.empty();
    private boolean item;
    private boolean code;

    void line(String raw) {
      String line = raw.strip();
      if (line.startsWith("```") || line.startsWith("~~~")) {
        code = !code;
        flush();
        return;
      }
      if (code || line.startsWith("|") || line.startsWith("![") || line.startsWith("[![")) {
        return;
      }
      if (underlines(line)) {
        heading(paragraph.toString(), line.startsWith("="));
        paragraph.setLength(0);
        return;
      }
      if (line.isEmpty() || RULE.matcher(line).matches()) {
        flush();
      } else if (line.matches("#{1,6}\\s+.*")) {
        flush();
        heading(line.replaceAll("^#+\\s+|\\s+#+$", ""), line.startsWith("# "));
      } else if (line.matches("([-*+]|\\d{1,3}[.)])\\s+.*")) {
        flush();
        item = true;
        add(line.replaceFirst("^([-*+]|\\d{1,3}[.)])\\s+(\\[[ xX]\\]\\s+)?", ""));
      } else {
        add(line.replaceFirst("^>\\s?", ""));
      }
    }

    void flush() {
      String text = plain(paragraph.toString());
      paragraph.setLength(0);
      boolean first = true;
      for (String each : text.isEmpty() ? new String[0] : END.split(text)) {
        sentences.add(new Sentence(sentences.size(), each.strip(), first, item));
        first = false;
      }
      item = false;
    }

    private void add(String line) {
      paragraph.append(paragraph.isEmpty() ? "" : " ").append(line);
    }

    /// The line under a heading of the older style.
    private boolean underlines(String line) {
      return line.matches("={3,}|-{3,}")
          && !paragraph.isEmpty()
          && paragraph.length() < 100
          && !item;
    }

    private void heading(String raw, boolean top) {
      String text = plain(raw);
      if (text.isEmpty()) {
        return;
      }
      if (title.isEmpty() && headings.isEmpty() && top) {
        title = Optional.of(text);
      }
      headings.add(text);
    }

    private static String plain(String text) {
      return text.replaceAll("!\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
          .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
          .replaceAll("</?[a-zA-Z][^>]*>", "")
          .replaceAll("(\\*\\*|__)(.+?)\\1", "$2")
          .replaceAll("(?<![\\w*])\\*([^*]+)\\*(?![\\w*])", "$1")
          .replaceAll("\\s+", " ")
          .strip();
    }
  }
}
