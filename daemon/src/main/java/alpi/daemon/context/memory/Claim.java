package alpi.daemon.context.memory;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;

/// A relation: what a memory says of one thing, in a form that another can contradict.
///
/// @param subject what it is about, as `Ana` or `owner`
/// @param attribute which of its sides, as `birthday`
/// @param value what that is
public record Claim(String subject, String attribute, String value) {
  /// Longest subject and attribute, in characters.
  public static final int MAX_NAME_CHARS = 80;

  /// Longest value, in characters.
  public static final int MAX_VALUE_CHARS = 200;

  /// The name of the owner as a subject.
  public static final String OWNER = "owner";

  public Claim {
    subject = part(subject, MAX_NAME_CHARS, "subject");
    attribute = part(attribute, MAX_NAME_CHARS, "attribute");
    value = part(value, MAX_VALUE_CHARS, "value");
  }

  private static String part(String text, int most, String name) {
    String part = text.strip();
    boolean says = !Words.folded(part).isEmpty();
    if (!says || part.length() > most || part.chars().anyMatch(Character::isISOControl)) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The " + name + " of a relation is one line of 1 to " + most + " characters.",
          "Name for example subject Ana, attribute birthday, value 4 May.");
    }
    return part;
  }
}
