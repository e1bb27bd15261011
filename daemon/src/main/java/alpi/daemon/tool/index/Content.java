package alpi.daemon.tool.index;

/// What came of reading one thing.
sealed interface Content {
  /// It has words.
  ///
  /// @param hash of the bytes that were read, and how many there are in all
  /// @param title its name, for people
  /// @param lined whether lines are counted as whoever opens it counts them
  /// @param note what was left out; empty when nothing was
  record Words(String hash, String title, String text, boolean lined, String note)
      implements Content {}

  /// It has none that can be read.
  ///
  /// @param why in a few words
  record None(String why) implements Content {}

  /// It is not there any more, or not to be read.
  record Gone() implements Content {}
}
