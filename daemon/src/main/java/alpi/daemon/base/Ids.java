package alpi.daemon.base;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.random.RandomGenerator;

/// Makes ids that sort by the time they were made: one letter of kind, 9 characters of milliseconds
/// and 8 of chance, in Crockford's base 32 (lower case). They name things; they never guard
/// anything.
public final class Ids {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int TIME_CHARS = 9;
  private static final int CHANCE_CHARS = 8;

  /// Characters of an id, its kind letter included.
  public static final int LENGTH = 1 + TIME_CHARS + CHANCE_CHARS;

  private final Time time;
  private final RandomGenerator random;

  public Ids(Time time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  public SessionId session() {
    return new SessionId(next('s'));
  }

  public JobId job() {
    return new JobId(next('j'));
  }

  public ApprovalId approval() {
    return new ApprovalId(next('a'));
  }

  public GrantId grant() {
    return new GrantId(next('g'));
  }

  public ScheduleId schedule() {
    return new ScheduleId(next('t'));
  }

  public OutputId output() {
    return new OutputId(next('o'));
  }

  public MemoryId memory() {
    return new MemoryId(next('m'));
  }

  public DeviceId device() {
    return new DeviceId(next('d'));
  }

  /// A fresh id of the kind that `letter` stands for.
  public String next(char letter) {
    var text = new StringBuilder(LENGTH).append(letter);
    append(text, time.now().toEpochMilli(), TIME_CHARS);
    append(text, random.nextLong(), CHANCE_CHARS);
    return text.toString();
  }

  private static void append(StringBuilder text, long bits, int chars) {
    for (int shift = 5 * (chars - 1); shift >= 0; shift -= 5) {
      text.append(ALPHABET.charAt((int) (bits >>> shift) & 31));
    }
  }

  /// `value` if it has the shape of an id of kind `letter`.
  static String checked(String letter, String value) {
    boolean shaped =
        value.length() == LENGTH
            && value.startsWith(letter)
            && value.chars().skip(1).allMatch(c -> ALPHABET.indexOf(c) >= 0);
    if (!shaped) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, sentence(letter), hint(letter));
    }
    return value;
  }

  private static String sentence(String letter) {
    return "That is no id of " + thing(letter) + ": those are " + letter + " and 17 more signs.";
  }

  private static String thing(String letter) {
    return switch (letter) {
      case "s" -> "a session";
      case "j" -> "a turn or job";
      case "a" -> "an approval";
      case "g" -> "a grant";
      case "t" -> "a schedule";
      case "o" -> "an output";
      case "m" -> "a memory";
      case "d" -> "a device";
      default -> "that kind";
    };
  }

  private static String hint(String letter) {
    return switch (letter) {
      case "s" -> "`alpi sessions list` shows them.";
      case "j" -> "`alpi runs list` and `alpi jobs list` show them.";
      case "a" -> "`alpi approvals list` shows them.";
      case "g" -> "`alpi grants list` shows them.";
      case "t" -> "`alpi schedule list` shows them.";
      case "o" -> "`alpi outputs list` shows them.";
      case "m" -> "`alpi memory show` lists them.";
      case "d" -> "`alpi devices list` shows them.";
      default -> "";
    };
  }
}
