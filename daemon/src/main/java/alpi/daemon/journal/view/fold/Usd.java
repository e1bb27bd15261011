package alpi.daemon.journal.view.fold;

import java.math.BigDecimal;

/// Amounts of money as exact texts.
final class Usd {
  private Usd() {}

  /// @param more what cannot be read is not counted
  static String plus(String sum, String more) {
    try {
      return new BigDecimal(sum).add(new BigDecimal(more)).toPlainString();
    } catch (NumberFormatException e) {
      return sum;
    }
  }
}
