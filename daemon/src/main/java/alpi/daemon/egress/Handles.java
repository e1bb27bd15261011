package alpi.daemon.egress;

import alpi.daemon.base.Secret;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What tools write in the place of a secret: `secret:NAME`. Only here, on the way out, does a
/// value take its place.
public final class Handles {
  private static final Pattern HANDLE = Pattern.compile("secret:([A-Z_][A-Z0-9_]{0,63})");

  private Handles() {}

  /// Whether a text holds any.
  public static boolean in(String text) {
    return HANDLE.matcher(text).find();
  }

  /// The text with values in the place of handles; one of a name that nobody knows stays.
  ///
  /// @param lender gives the value of a name; throws when it may not be sent there
  public static String filled(String text, Function<String, Optional<Secret>> lender) {
    return HANDLE
        .matcher(text)
        .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(value(found, lender)));
  }

  private static String value(MatchResult found, Function<String, Optional<Secret>> lender) {
    return lender.apply(found.group(1)).map(Secret::reveal).orElseGet(found::group);
  }
}
