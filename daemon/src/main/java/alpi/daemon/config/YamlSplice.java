package alpi.daemon.config;

import java.util.List;
import java.util.Optional;

/// Changes one value in a YAML text and leaves every other character where it is, comments and
/// blank lines included. It knows the usual ways to write a file; for the rest the caller must
/// check that the result means what was asked, and refuse otherwise.
final class YamlSplice {
  private final String text;
  private final Optional<YamlTree> root;
  private final YamlComments comments;
  private final String eol;

  YamlSplice(String text, Optional<YamlTree> root) {
    this.text = text;
    this.root = root;
    this.comments = YamlComments.of(text, root);
    this.eol = text.contains("\r\n") ? "\r\n" : "\n";
  }

  /// The text with `value`, written in flow style, at `path`.
  String set(List<String> path, String value) {
    return root.isPresent() && root.get() instanceof YamlTree.Dict dict
        ? setIn(dict, path, value)
        : insertLines(text.length(), blockLines("", path, value));
  }

  private String setIn(YamlTree.Dict dict, List<String> path, String value) {
    Optional<YamlTree.Entry> entry = dict.entry(path.getFirst());
    List<String> rest = path.subList(1, path.size());
    if (entry.isEmpty()) {
      return add(dict, path, value);
    }
    if (rest.isEmpty()) {
      return replace(entry.get(), value);
    }
    return switch (entry.get().value()) {
      case YamlTree.Dict inner -> setIn(inner, rest, value);
      case YamlTree.Scalar nothing when dict.flow() || nothing.at().start() != nothing.at().end() ->
          replace(entry.get(), flow(rest, value));
      case YamlTree.Scalar nothing -> {
        String indent = " ".repeat(entry.get().keyAt().column() + 1);
        yield insertLines(afterLine(nothing.at().end()), blockLines(indent, rest, value));
      }
      case YamlTree.Items _ -> text;
    };
  }

  private String add(YamlTree.Dict dict, List<String> path, String value) {
    int end = dict.entries().isEmpty() ? 0 : dict.entries().getLast().value().at().end();
    if (!dict.flow()) {
      String indent = " ".repeat(dict.entries().getFirst().keyAt().column() - 1);
      return insertLines(afterLine(end), blockLines(indent, path, value));
    }
    String entry =
        FlowText.text(path.getFirst()) + ": " + flow(path.subList(1, path.size()), value);
    return dict.entries().isEmpty()
        ? splice(dict.at().start() + 1, dict.at().start() + 1, entry)
        : splice(end, end, ", " + entry);
  }

  private String replace(YamlTree.Entry entry, String value) {
    Place at = entry.value().at();
    if (at.start() == at.end()) {
      return splice(at.start(), at.end(), " " + value);
    }
    String indent = " ".repeat(entry.keyAt().column() - 1);
    boolean nextLine = lineStart(at.start()) > entry.keyAt().start();
    if (isBlock(entry.value()) && nextLine) {
      int colon = text.indexOf(':', entry.keyAt().end()) + 1;
      int from = lineStart(at.start());
      int to = afterLine(at.end());
      String kept = lines(comments.linesBetween(from, to, indent));
      return text.substring(0, colon)
          + " "
          + value
          + text.substring(colon, from)
          + kept
          + text.substring(to);
    }
    int to =
        entry.value() instanceof YamlTree.Scalar s && s.block() ? at.end() : afterLine(at.end());
    String kept = lines(comments.linesBetween(at.start(), at.end(), indent));
    boolean wholeLines = to == at.end() && endsLine(to);
    String behind = wholeLines ? eol : text.substring(at.end(), to);
    String joint = kept.isEmpty() || behind.endsWith("\n") ? "" : eol;
    return text.substring(0, at.start()) + value + behind + joint + kept + text.substring(to);
  }

  /// The text without the entry at `path`; the same text when there is none.
  String unset(List<String> path) {
    YamlTree at = root.orElse(null);
    for (int i = 0; at instanceof YamlTree.Dict dict; i++) {
      Optional<YamlTree.Entry> entry = dict.entry(path.get(i));
      if (entry.isEmpty()) {
        return text;
      }
      if (i == path.size() - 1) {
        return dict.flow() ? removeFlow(dict, entry.get()) : removeLines(entry.get());
      }
      at = entry.get().value();
    }
    return text;
  }

  private String removeLines(YamlTree.Entry entry) {
    int from = lineStart(entry.keyAt().start());
    int to = afterLine(entry.value().at().end());
    String indent = text.substring(from, entry.keyAt().start());
    if (!indent.isBlank()) {
      return text;
    }
    return splice(from, to, lines(comments.linesBetween(from, to, indent)));
  }

  /// Takes out the entry and one comma beside it; comments between entries stay.
  private String removeFlow(YamlTree.Dict dict, YamlTree.Entry entry) {
    int start = entry.keyAt().start();
    int end = entry.value().at().end();
    int index = dict.entries().indexOf(entry);
    if (index < dict.entries().size() - 1) {
      int comma = text.indexOf(',', end);
      int next = comma + 1;
      while (next < text.length() && text.charAt(next) == ' ') {
        next++;
      }
      return text.substring(0, start) + text.substring(end, comma) + text.substring(next);
    }
    if (index == 0) {
      return splice(start, end, "");
    }
    int comma = text.indexOf(',', dict.entries().get(index - 1).value().at().end());
    String between = text.substring(comma + 1, start);
    return text.substring(0, comma)
        + (between.isBlank() && between.indexOf('\n') < 0 ? "" : between)
        + text.substring(end);
  }

  private String blockLines(String indent, List<String> path, String value) {
    var lines = new StringBuilder();
    for (int i = 0; i < path.size(); i++) {
      lines.append(indent).append("  ".repeat(i)).append(FlowText.text(path.get(i))).append(':');
      lines.append(i == path.size() - 1 ? " " + value : "").append(eol);
    }
    return lines.toString();
  }

  private static String flow(List<String> path, String value) {
    return path.isEmpty()
        ? value
        : "{"
            + FlowText.text(path.getFirst())
            + ": "
            + flow(path.subList(1, path.size()), value)
            + "}";
  }

  private String insertLines(int at, String lines) {
    boolean fresh = at == 0 || endsLine(at);
    return splice(at, at, (fresh ? "" : eol) + lines);
  }

  private String lines(List<String> lines) {
    return String.join("", lines.stream().map(line -> line + eol).toList());
  }

  private String splice(int from, int to, String with) {
    return text.substring(0, from) + with + text.substring(to);
  }

  private static boolean isBlock(YamlTree tree) {
    return switch (tree) {
      case YamlTree.Scalar scalar -> scalar.block();
      case YamlTree.Items items -> !items.flow();
      case YamlTree.Dict dict -> !dict.flow();
    };
  }

  private int lineStart(int at) {
    return text.lastIndexOf('\n', at - 1) + 1;
  }

  /// The start of the line after the one that holds what ends at `end`.
  private int afterLine(int end) {
    if (endsLine(end)) {
      return end;
    }
    int newline = text.indexOf('\n', end);
    return newline < 0 ? text.length() : newline + 1;
  }

  private boolean endsLine(int at) {
    return at > 0 && text.charAt(at - 1) == '\n';
  }
}
