package alpi.daemon.schedule;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.policy.Authority;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;

/// A schedule that somebody wants.
///
/// @param name the owner's word for it; made from the prompt when absent
/// @param workspace absolute: where its runs work, unless the profile names a folder
/// @param authority what whoever makes it holds; its runs hold no more
public record NewSchedule(
    Optional<String> name,
    String prompt,
    Trigger trigger,
    ZoneId zone,
    Overlap overlap,
    CatchUp catchUp,
    Path workspace,
    Schedule.Options options,
    Actor creator,
    Authority authority) {
  /// Longest prompt, in characters.
  public static final int MAX_PROMPT = 32_768;

  /// Longest name, in characters.
  public static final int MAX_NAME = 80;

  private static final int SHORT = 40;

  public NewSchedule {
    if (prompt.isBlank() || prompt.length() > MAX_PROMPT) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "What a schedule asks for has 1 to " + MAX_PROMPT + " characters.");
    }
    if (name.filter(word -> !plain(word)).isPresent()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A schedule's name is one line of 1 to " + MAX_NAME + " characters.");
    }
  }

  private static boolean plain(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }

  /// The name, or the first words of the prompt.
  String title() {
    return name.map(String::strip).orElseGet(() -> shortened(prompt));
  }

  private static String shortened(String prompt) {
    String line = prompt.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    if (line.length() <= SHORT) {
      return line;
    }
    int space = line.lastIndexOf(' ', SHORT);
    int end = space > 0 ? space : line.offsetByCodePoints(0, line.codePointCount(0, SHORT));
    return line.substring(0, end) + " …";
  }
}
