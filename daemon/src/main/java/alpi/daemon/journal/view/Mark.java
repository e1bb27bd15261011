package alpi.daemon.journal.view;

import alpi.alp.blob.Sha256;

/// Which history a revision stands for: the fold and the link of the chain that led to it. Two
/// documents with the same mark are the same, over restarts too; a journal that was put back to an
/// earlier state and went on otherwise gives other marks.
public record Mark(String text) {
  private static final int CHARS = 16;

  static Mark first(View view) {
    return new Mark(view.version() + "-");
  }

  static Mark of(View view, Sha256 link) {
    return new Mark(view.version() + "-" + link.hex().substring(0, CHARS));
  }

  @Override
  public String toString() {
    return text;
  }
}
