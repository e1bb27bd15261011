package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// The options `--since` and `--until`: days of this place, both included, as 2026-01-31, or a span
/// back from now, as 7d.
final class Dates {
  private Dates() {}

  static Spec options(Spec spec) {
    return spec.value("--since", "DATE", "from this day on, as 2026-01-31, or 7d for a week ago")
        .value("--until", "DATE", "up to and including this day");
  }

  /// Puts what was typed into `params`.
  static JsonObject put(Call call, JsonObject params) {
    if (call.has("--since")) {
      params.put("since", moment("--since", call.text("--since"), 0).toString());
    }
    if (call.has("--until")) {
      params.put("until", moment("--until", call.text("--until"), 1).toString());
    }
    return params;
  }

  private static Instant moment(String option, String text, int days) {
    if (text.length() > 1 && text.indexOf('-') < 0) {
      return Instant.now().minusMillis(Durations.millis(option, text));
    }
    try {
      return LocalDate.parse(text).plusDays(days).atStartOfDay(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeException e) {
      throw Refusal.usage(
          option + " takes a day as 2026-01-31 or a span as 7d, not \"" + text + "\".", "");
    }
  }
}
