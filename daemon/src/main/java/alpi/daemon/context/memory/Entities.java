package alpi.daemon.context.memory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names that a memory speaks of: what its relation is about, and what is written like a name.
final class Entities {
  /// Most names of one memory.
  static final int MAX_NAMES = 12;

  private static final Pattern NAME =
      Pattern.compile(
          "(?<![.!?]\\s)(?<=\\s)\\p{Lu}[\\p{L}\\p{N}'’.-]*(?:\\s\\p{Lu}[\\p{L}\\p{N}-]*){0,2}");

  /// Days and months: written like names, and shared by what has nothing to do with each other.
  private static final Set<String> DATES =
      Set.of(
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private Entities() {}

  static List<String> of(String text, Optional<Claim> claim) {
    Set<String> names = new LinkedHashSet<>();
    claim.ifPresent(says -> names.add(says.subject()));
    Matcher matcher = NAME.matcher(text);
    while (names.size() < MAX_NAMES && matcher.find()) {
      String name = matcher.group().replaceAll("['’]s$|[.'’-]+$", "");
      if (name.length() > 1
          && name.length() <= Claim.MAX_NAME_CHARS
          && !DATES.contains(Words.folded(name))) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }
}
