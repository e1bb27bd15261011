package alpi.daemon.config;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// The comments of a YAML text. A `#` starts one at the start of a line or after a blank, unless it
/// stands inside a value.
final class YamlComments {
  private final String text;
  private final List<Comment> comments = new ArrayList<>();

  private YamlComments(String text) {
    this.text = text;
  }

  static YamlComments of(String text, Optional<YamlTree> tree) {
    var found = new YamlComments(text);
    BitSet values = new BitSet(text.length());
    tree.ifPresent(root -> found.cover(root, values));
    found.collect(values);
    return found;
  }

  private void cover(YamlTree tree, BitSet values) {
    switch (tree) {
      case YamlTree.Scalar scalar -> cover(scalar, values);
      case YamlTree.Items items -> items.items().forEach(item -> cover(item, values));
      case YamlTree.Dict dict ->
          dict.entries()
              .forEach(entry -> {
                values.set(entry.keyAt().start(), entry.keyAt().end());
                cover(entry.value(), values);
              });
    }
  }

  private void cover(YamlTree.Scalar scalar, BitSet values) {
    int start = scalar.at().start();
    // The line of the | itself may end in a comment.
    int from = scalar.block() ? text.indexOf('\n', start) : start;
    if (from >= 0 && from < scalar.at().end()) {
      values.set(from, scalar.at().end());
    }
  }

  private void collect(BitSet values) {
    for (int at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
      boolean free = at == 0 || Character.isWhitespace(text.charAt(at - 1));
      if (free && !values.get(at)) {
        int end = text.indexOf('\n', at);
        String line = text.substring(at, end < 0 ? text.length() : end);
        comments.add(new Comment(at, line.stripTrailing()));
        at += line.length() - 1;
      }
    }
  }

  /// All comments, sorted: a moved comment is still there.
  List<String> sorted() {
    return comments.stream().map(Comment::text).sorted().toList();
  }

  /// The comments between two places as lines of their own.
  ///
  /// @param indent for those that stood behind a value
  List<String> linesBetween(int start, int end, String indent) {
    List<String> lines = new ArrayList<>();
    for (Comment comment : comments) {
      if (comment.at() >= start && comment.at() < end) {
        int lineStart = text.lastIndexOf('\n', comment.at()) + 1;
        String before = text.substring(lineStart, comment.at());
        lines.add((before.isBlank() ? before : indent) + comment.text());
      }
    }
    return lines;
  }

  private record Comment(int at, String text) {}
}
