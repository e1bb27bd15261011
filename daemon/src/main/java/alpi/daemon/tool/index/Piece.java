package alpi.daemon.tool.index;

import alpi.daemon.base.Cut;
import java.util.ArrayList;
import java.util.List;

/// Some lines of a text, as they are found together.
///
/// @param first line, from 1
/// @param last line, the same where it is a part of one
record Piece(int first, int last, String text) {
  /// Characters after which a piece ends with the line.
  static final int FULL_CHARS = 1_200;

  /// Characters after which a line is cut.
  static final int MAX_CHARS = 2_400;

  /// Most pieces of one text; the rest of it is not found.
  static final int MAX_PIECES = 2_000;

  static List<Piece> of(String text) {
    List<Piece> pieces = new ArrayList<>();
    var open = new StringBuilder();
    int first = 1;
    int number = 0;
    for (int at = 0; at < text.length() && pieces.size() < MAX_PIECES; ) {
      int feed = text.indexOf('\n', at);
      int end = feed < 0 ? text.length() : feed;
      number++;
      for (int from = at; end - from > MAX_CHARS && pieces.size() < MAX_PIECES; ) {
        int to = Cut.at(text, from + MAX_CHARS);
        add(pieces, first, number, open.append(text, from, to));
        first = number;
        from = to;
        at = to;
      }
      open.append(text, at, end).append('\n');
      if (open.length() >= FULL_CHARS) {
        add(pieces, first, number, open);
        first = number + 1;
      }
      at = end + 1;
    }
    if (pieces.size() < MAX_PIECES) {
      add(pieces, first, Math.max(first, number), open);
    }
    return pieces;
  }

  private static void add(List<Piece> pieces, int first, int last, StringBuilder open) {
    if (!open.toString().isBlank()) {
      pieces.add(new Piece(first, last, open.toString().stripTrailing()));
    }
    open.setLength(0);
  }
}
