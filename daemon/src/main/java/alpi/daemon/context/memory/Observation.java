package alpi.daemon.context.memory;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.Labels;
import java.time.Duration;
import java.util.Optional;

/// Something to be kept.
///
/// @param text at most [#MAX_TEXT_CHARS], lines and tabs allowed
/// @param claim the relation it states; empty to have it read out of the text where it has one
/// @param confidence how sure it is, 0 to 1
/// @param labels of everything that went into it
/// @param life how long to keep it; empty for as long as its lane does
public record Observation(
    String text,
    Lane lane,
    Optional<Claim> claim,
    double confidence,
    Labels labels,
    Optional<Duration> life,
    boolean pinned) {
  /// Longest text, in characters.
  public static final int MAX_TEXT_CHARS = 2_000;

  /// Longest life that can be asked for.
  public static final Duration MAX_LIFE = Duration.ofDays(3_650);

  /// How sure something is that nobody said more about.
  public static final double USUAL_CONFIDENCE = 0.7;

  public Observation {
    text = checked(text);
    if (!(confidence >= 0 && confidence <= 1)) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A confidence is a number from 0 to 1.");
    }
    if (life.filter(l -> l.isNegative() || l.isZero() || l.compareTo(MAX_LIFE) > 0).isPresent()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "Something is kept for 1 to " + MAX_LIFE.toDays() + " days.",
          "Leave the days out to keep it for as long as its lane does.");
    }
  }

  /// A fact without more to say about it.
  public static Observation of(String text, Lane lane, Labels labels) {
    return new Observation(
        text, lane, Optional.empty(), USUAL_CONFIDENCE, labels, Optional.empty(), false);
  }

  /// `text` without blanks around it, if it can be kept.
  ///
  /// @throws Problem `too_large`, or `invalid_params` when it says nothing
  static String checked(String text) {
    String plain = text.strip();
    if (plain.length() > MAX_TEXT_CHARS) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "A memory has at most "
              + MAX_TEXT_CHARS
              + " characters, this one has "
              + plain.length()
              + ".",
          "Keep the fact, and the long text in a file.");
    }
    boolean odd = plain.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    if (odd || Words.folded(plain).isEmpty()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A memory is a text with at least one word and no control characters.");
    }
    return plain;
  }
}
