package alpi.daemon.base;

/// Where a text may be cut: never within a character.
public final class Cut {
  private Cut() {}

  /// `at`, or the place before it where `at` would split a character.
  ///
  /// @param at from 0 to the length of the text
  public static int at(String text, int at) {
    boolean splits =
        at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1));
    return splits ? at - 1 : at;
  }

  /// The beginning of a text.
  ///
  /// @param chars most UTF-16 units
  public static String head(String text, int chars) {
    return text.length() <= chars ? text : text.substring(0, at(text, chars));
  }

  /// The same, with an ellipsis behind it where something is missing.
  public static String brief(String text, int chars) {
    return text.length() <= chars ? text : head(text, chars) + "…";
  }
}
