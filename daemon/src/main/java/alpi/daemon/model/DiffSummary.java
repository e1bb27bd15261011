package alpi.daemon.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a unified diff changes: its files, with lines added and removed.
final class DiffSummary {
  private static final int MAX_FILES = 50;

  private DiffSummary() {}

  private static final class Count {
    private int added;
    private int removed;
  }

  /// Empty when `text` is no diff.
  static Optional<String> of(String text) {
    if (!text.startsWith("diff --git ") && !text.startsWith("--- ")) {
      return Optional.empty();
    }
    var files = new LinkedHashMap<String, Count>();
    var current = new Count();
    String old = "";
    boolean inHunk = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("diff --git ")) {
        inHunk = false;
      } else if (!inHunk && line.startsWith("--- ")) {
        old = name(line);
      } else if (!inHunk && line.startsWith("+++ ")) {
        String name = name(line).equals("/dev/null") ? old + " (deleted)" : name(line);
        current = files.computeIfAbsent(name, _ -> new Count());
      } else if (line.startsWith("@@")) {
        inHunk = true;
      } else if (inHunk && line.startsWith("+")) {
        current.added++;
      } else if (inHunk && line.startsWith("-")) {
        current.removed++;
      }
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(render(files));
  }

  private static String name(String line) {
    String path = line.substring(4).replaceAll("\t.*", "").strip();
    return path.startsWith("a/") || path.startsWith("b/") ? path.substring(2) : path;
  }

  private static String render(Map<String, Count> files) {
    int added = files.values().stream().mapToInt(count -> count.added).sum();
    int removed = files.values().stream().mapToInt(count -> count.removed).sum();
    var out =
        new StringBuilder("A diff of " + files.size() + (files.size() == 1 ? " file" : " files"));
    out.append(", ").append(added).append(" lines added, ").append(removed).append(" removed.\n\n");
    files.entrySet().stream()
        .limit(MAX_FILES)
        .forEach(file ->
            out.append("- ")
                .append(file.getKey())
                .append("  +")
                .append(file.getValue().added)
                .append(" -")
                .append(file.getValue().removed)
                .append('\n'));
    if (files.size() > MAX_FILES) {
      out.append("- … and ").append(files.size() - MAX_FILES).append(" more\n");
    }
    return out.toString();
  }
}
