package alpi.browser.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A page as text, cut between things, never within one.
public final class PageText {
  /// The longest view, in characters; about 2,500 tokens.
  public static final int MAX_CHARS = 10_000;

  private static final Set<String> LANDMARKS =
      Set.of(
          "banner",
          "navigation",
          "main",
          "complementary",
          "contentinfo",
          "search",
          "form",
          "region",
          "dialog",
          "alertdialog",
          "article",
          "table",
          "iframe",
          "tablist",
          "toolbar");

  private static final Set<String> TELLING = Set.of("alert", "status", "dialog", "alertdialog");

  private PageText() {}

  /// One page of a view, counted from 1.
  public static String of(PageTree tree, View view, int page) {
    List<List<String>> pages = pages(lines(tree, view));
    int at = Math.min(Math.max(page, 1), pages.size());
    var out = new StringBuilder(String.join("\n", pages.get(at - 1)));
    int shown = pages.subList(0, at).stream().mapToInt(List::size).sum();
    int all = pages.stream().mapToInt(List::size).sum();
    int unread = Math.max(0, tree.count() - tree.nodes().size());
    if (shown < all || unread > 0) {
      long more = (long) all - shown + unread;
      out.append("\n+").append(more).append(" more");
      out.append(shown < all ? "; page " + at + " of " + pages.size() + ";" : ";");
      out.append(" narrow with find or a ref");
    }
    return out.isEmpty() ? "(nothing to show)" : out.toString();
  }

  /// What was found, each with what it lies in.
  public static String found(PageTree tree, String sought) {
    if (tree.nodes().isEmpty()) {
      return "nothing found for \"" + sought + "\"";
    }
    var lines = new ArrayList<String>();
    String path = "";
    for (Node node : tree.nodes()) {
      if (!node.path().isEmpty() && !node.path().equals(path)) {
        lines.add("in " + node.path());
      }
      path = node.path();
      lines.add("  " + node.line());
    }
    List<String> first = pages(lines).getFirst();
    long more = (long) tree.count() - tree.nodes().size() + lines.size() - first.size();
    String tail = more > 0 ? "\n+" + more + " more; narrow the search" : "";
    return String.join("\n", first) + tail;
  }

  /// The lines of a view.
  static List<String> lines(PageTree tree, View view) {
    return switch (view) {
      case INTERACTIVE -> interactive(tree);
      case FULL -> tree.nodes().stream().map(node -> indent(node.depth()) + node.line()).toList();
      case OUTLINE ->
          tree.nodes().stream()
              .filter(node -> node.heading() || LANDMARKS.contains(node.role()))
              .map(Node::line)
              .toList();
      case TEXT -> readable(tree);
    };
  }

  private static List<String> interactive(PageTree tree) {
    var lines = new ArrayList<String>();
    int told = -1;
    for (Node node : tree.nodes()) {
      told = node.depth() <= told ? -1 : told;
      if (node.acts()) {
        lines.add(node.line());
      } else if (node.heading()) {
        lines.add("# " + node.name());
      } else if (TELLING.contains(node.role())) {
        lines.add(node.line());
        told = node.depth();
      } else if (told >= 0 && node.text()) {
        lines.add("  " + node.name());
      }
    }
    return lines;
  }

  private static List<String> readable(PageTree tree) {
    var lines = new ArrayList<String>();
    boolean item = false;
    for (Node node : tree.nodes()) {
      switch (node.role()) {
        case "heading" ->
            lines.add("\n" + "#".repeat(Math.clamp(node.level(), 1, 6)) + " " + node.name());
        case "listitem" -> item = true;
        case "text", "link", "cell", "columnheader", "rowheader", "gridcell" -> {
          if (!node.name().isEmpty()) {
            lines.add((item ? "- " : "") + node.name());
          }
          item = false;
        }
        case "img" -> {
          if (!node.name().isEmpty()) {
            lines.add("(picture: " + node.name() + ")");
          }
        }
        default -> {
          if (node.acts() && !node.name().isEmpty()) {
            lines.add("(" + node.role() + ": " + node.name() + ")");
          }
        }
      }
    }
    return lines;
  }

  private static String indent(int depth) {
    return " ".repeat(Math.min(depth, 20));
  }

  private static List<List<String>> pages(List<String> lines) {
    var pages = new ArrayList<List<String>>();
    var page = new ArrayList<String>();
    int size = 0;
    for (String line : lines) {
      String cut = line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS - 1) : line;
      if (size + cut.length() + 1 > MAX_CHARS && !page.isEmpty()) {
        pages.add(List.copyOf(page));
        page.clear();
        size = 0;
      }
      page.add(cut);
      size += cut.length() + 1;
    }
    pages.add(List.copyOf(page));
    return List.copyOf(pages);
  }
}
