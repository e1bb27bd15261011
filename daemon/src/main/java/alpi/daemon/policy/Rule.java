package alpi.daemon.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The rules by which an access is judged, the first that speaks wins; see [Policy].
public enum Rule {
  DANGEROUS(1, "what is dangerous by its kind never happens"),
  AUTHORITY(1, "what a run was not given never happens in it"),
  STRANGER_AND_PRIVATE(
      2,
      "a stranger's words, private data and something that leaves the machine: only where the owner"
          + " named that very destination for the profile beforehand"),
  STRANGER(3, "an effect with a stranger's words in play: a grant, else the owner each time"),
  PRIVATE(
      4,
      "something that leaves the machine with private data in play: one that the owner wrote in"
          + " this conversation, a grant, else the owner"),
  CAUTION(5, "what is marked caution: a grant, else the owner"),
  OUTSIDE(5, "a change outside the workspace: a grant, else the owner"),
  POSTURE(5, "what the posture asks about: a grant, else the owner"),
  ALONE(5, "an effect in a run that nobody attends: a grant"),
  FREE(6, "everything else happens");

  private final int number;
  private final String sentence;

  Rule(int number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  /// Its number in the list that [Policy] prints.
  public int number() {
    return number;
  }

  public String sentence() {
    return sentence;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Rule> ofWire(String wire) {
    return Arrays.stream(values()).filter(rule -> rule.wire().equals(wire)).findFirst();
  }
}
