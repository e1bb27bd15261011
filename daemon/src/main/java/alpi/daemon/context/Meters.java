package alpi.daemon.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How much of a conversation the model was shown, and how likely it is that what it needs is
/// missing.
///
/// Risk is 0 while nothing is left out. Otherwise it weighs, in percent: 40 for candidates that
/// were found and not brought back, 40 for words of the question that stand in nothing shown, 20
/// for the share of the conversation that is not shown.
///
/// @param coverage percent of the conversation before this turn that is shown word for word
/// @param risk percent
/// @param reasons why it is not nothing, one word each
public record Meters(int coverage, int risk, Level level, List<String> reasons) {
  static final int HIGH = 70;
  static final int MEDIUM = 40;

  /// Candidates brought back that are enough, when there are more.
  static final int TARGET = 4;

  private static final double SHORTFALL_WEIGHT = 40;
  private static final double GAP_WEIGHT = 40;
  private static final double LOSS_WEIGHT = 20;

  /// What a word weighs that stands nowhere: perhaps it was said in other words.
  private static final double UNKNOWN_WEIGHT = 0.5;

  /// How likely it is that something needed is missing.
  public enum Level {
    LOW,
    MEDIUM,
    HIGH;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Level of(int risk) {
      return risk >= Meters.HIGH ? HIGH : risk >= Meters.MEDIUM ? MEDIUM : LOW;
    }
  }

  public Meters {
    reasons = List.copyOf(reasons);
  }

  /// @param shown tokens of earlier turns that are shown
  /// @param left tokens of earlier turns that are not
  /// @param recall what was looked for; empty when nothing was
  static Meters of(long shown, long left, Optional<RecallNote> recall) {
    if (left <= 0) {
      return new Meters(100, 0, Level.LOW, List.of());
    }
    double loss = (double) left / (shown + left);
    List<String> reasons = new ArrayList<>(List.of("turns_omitted"));
    double risk = LOSS_WEIGHT * loss;
    if (recall.isPresent()) {
      risk += SHORTFALL_WEIGHT * shortfall(recall.get(), reasons);
      risk += GAP_WEIGHT * gap(recall.get(), reasons);
    }
    int percent = (int) Math.round(Math.min(100, risk));
    int coverage = (int) Math.min(99, Math.floor(100 * (1 - loss)));
    return new Meters(coverage, percent, Level.of(percent), reasons);
  }

  private static double shortfall(RecallNote recall, List<String> reasons) {
    if (recall.notice().isPresent()) {
      reasons.add("index_not_ready");
      return 1;
    }
    int wanted = Math.min(TARGET, recall.found());
    if (recall.items().size() >= wanted) {
      return 0;
    }
    reasons.add(recall.items().isEmpty() ? "no_items_selected" : "below_target");
    return 1 - (double) recall.items().size() / wanted;
  }

  private static double gap(RecallNote recall, List<String> reasons) {
    if (recall.terms() == 0) {
      return 0;
    }
    if (recall.missing() > 0) {
      reasons.add("words_only_in_omitted_turns");
    }
    if (recall.unknown() > 0) {
      reasons.add("words_found_nowhere");
    }
    return (recall.missing() + UNKNOWN_WEIGHT * recall.unknown()) / recall.terms();
  }
}
