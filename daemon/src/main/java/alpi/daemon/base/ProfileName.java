package alpi.daemon.base;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.regex.Pattern;

/// The name of a profile, checked in this one place for command line, environment, config and RPC.
///
/// @param value 1 to 64 of letters, digits, dot, underscore, hyphen; starts with a letter or digit;
///   no `..`
public record ProfileName(String value) implements Comparable<ProfileName> {
  /// Longest name in characters.
  public static final int MAX_LENGTH = 64;

  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /// Made after SHAPE, which its constructor needs.
  public static final ProfileName DEFAULT = new ProfileName("default");

  public ProfileName {
    if (value.length() > MAX_LENGTH
        || !SHAPE.matcher(value).matches()
        || value.contains("..")
        || value.equalsIgnoreCase("alpi")
        || (value.equalsIgnoreCase("default") && !value.equals("default"))) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That is not a profile name.",
          "Use 1 to 64 letters, digits, dots, underscores or hyphens, starting with a letter or digit.");
    }
  }

  public boolean isDefault() {
    return value.equals("default");
  }

  @Override
  public int compareTo(ProfileName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
