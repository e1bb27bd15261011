package alpi.daemon.policy.shell;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the files that a pattern stands for, the way a shell does: name by name, hidden files only
/// for patterns that begin with a dot.
///
/// A pattern is text in which the live characters of a pattern are replaced by marks, so that
/// quoted ones stay themselves.
final class GlobSearch {
  /// Most files that one pattern may stand for.
  static final int MAX_MATCHES = 2000;

  /// Most names looked at for one pattern.
  private static final int MAX_LOOKED = 50_000;

  static final char STAR = '\ue000';
  static final char ANY = '\ue001';
  static final char SET = '\ue002';
  static final char END = '\ue003';

  private int looked;

  /// Puts marks for the characters that are live in unquoted text. A set of characters counts as
  /// one only when it is closed.
  static String marked(String literal) {
    return literal.replace('*', STAR).replace('?', ANY).replace('[', SET).replace(']', END);
  }

  static boolean live(String pattern) {
    boolean set = pattern.indexOf(SET) >= 0 && pattern.indexOf(END) > pattern.indexOf(SET);
    return pattern.indexOf(STAR) >= 0 || pattern.indexOf(ANY) >= 0 || set;
  }

  /// The pattern as it was written, without quotes.
  static String plain(String pattern) {
    return pattern.replace(STAR, '*').replace(ANY, '?').replace(SET, '[').replace(END, ']');
  }

  /// What `pattern` stands for, in order; no files mean that nothing matches. Empty when it cannot
  /// be told: too many, or a form that is not followed.
  Optional<List<String>> find(Path cwd, String pattern) {
    if (pattern.indexOf(SET) >= 0 && plain(pattern).contains("[:")) {
      return Optional.empty();
    }
    List<String> found = List.of(pattern.startsWith("/") ? "/" : "");
    String rest = pattern.startsWith("/") ? pattern.replaceFirst("^/+", "") : pattern;
    try {
      for (String name : rest.split("/", -1)) {
        found = step(cwd, found, name);
        if (found.size() > MAX_MATCHES || looked > MAX_LOOKED) {
          return Optional.empty();
        }
      }
      return found.stream().anyMatch(name -> name.indexOf('\ufffd') >= 0)
          ? Optional.empty()
          : Optional.of(found.stream().sorted().toList());
    } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private List<String> step(Path cwd, List<String> prefixes, String name) throws IOException {
    List<String> next = new ArrayList<>();
    for (String prefix : prefixes) {
      String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
      if (!live(name)) {
        String path = folder + plain(name);
        if (name.isEmpty()
            ? Files.isDirectory(cwd.resolve(folder))
            : Files.exists(cwd.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
          next.add(path);
        }
      } else if (Files.isDirectory(cwd.resolve(folder))) {
        list(cwd.resolve(folder), folder, name, next);
      }
    }
    return next;
  }

  private void list(Path folder, String prefix, String name, List<String> into) throws IOException {
    if (!Files.isReadable(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String file = String.valueOf(entry.getFileName());
        boolean hidden = file.startsWith(".") && !name.startsWith(".");
        if (++looked > MAX_LOOKED) {
          return;
        }
        if (!hidden && matches(name, 0, file, 0)) {
          into.add(prefix + file);
        }
      }
    }
  }

  private static boolean matches(String pattern, int from, String name, int at) {
    int p = from;
    int n = at;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      int after = p < pattern.length() ? one(pattern, p, name.charAt(n)) : -1;
      if (p < pattern.length() && pattern.charAt(p) == STAR) {
        star = p++;
        mark = n;
      } else if (after >= 0) {
        p = after;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == STAR) {
      p++;
    }
    return p == pattern.length();
  }

  /// Where the pattern goes on after matching `c`; -1 when it does not match.
  private static int one(String pattern, int p, char c) {
    char first = pattern.charAt(p);
    int end = first == SET ? pattern.indexOf(END, p + 2) : -1;
    if (end > 0) {
      return set(plain(pattern.substring(p + 1, end)), c) ? end + 1 : -1;
    }
    return first == ANY || plain(String.valueOf(first)).charAt(0) == c ? p + 1 : -1;
  }

  private static boolean set(String content, char c) {
    boolean negated = content.startsWith("!") || content.startsWith("^");
    String chars = negated ? content.substring(1) : content;
    boolean in = false;
    for (int i = 0; i < chars.length(); i++) {
      if (i + 2 < chars.length() && chars.charAt(i + 1) == '-') {
        in |= chars.charAt(i) <= c && c <= chars.charAt(i + 2);
        i += 2;
      } else {
        in |= chars.charAt(i) == c;
      }
    }
    return in != negated;
  }
}
