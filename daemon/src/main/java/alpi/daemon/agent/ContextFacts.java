package alpi.daemon.agent;

import alpi.daemon.base.SessionId;
import alpi.daemon.context.Assembled;
import alpi.daemon.context.Meters;
import alpi.daemon.context.SlotUse;
import alpi.daemon.journal.Draft;
import java.util.Optional;

/// What is put on record of a request, and what the owner is told of it: sizes and meters, never
/// words.
///
/// @param window tokens that request and answer may take
record ContextFacts(Assembled assembled, int window) {
  Draft assembled(Draft draft, int step, boolean seesImages) {
    Draft full =
        draft
            .with("step", step)
            .with("window", window)
            .with("images", seesImages)
            .with("tokens", assembled.tokens())
            .with("limit", assembled.limit())
            .with("included", assembled.included().size())
            .with("omitted", assembled.omitted().size())
            .with("coverage", meters().coverage())
            .with("risk", meters().risk())
            .with("level", meters().level().wire())
            .with("prefix_sha", assembled.prefix().hex());
    for (SlotUse use : assembled.slots()) {
      full = use.used() == 0 ? full : full.with("slot_" + use.slot().wire(), use.used());
    }
    return full;
  }

  Draft atRisk(Draft draft) {
    return draft
        .with("coverage", meters().coverage())
        .with("risk", meters().risk())
        .with("reasons", String.join(",", meters().reasons()));
  }

  boolean risky() {
    return meters().level() == Meters.Level.HIGH;
  }

  /// One line for the owner, when something needed may well be missing.
  Optional<String> warning(SessionId session) {
    return risky()
        ? Optional.of(
            "This conversation is longer than the model is shown, and what you ask about may be"
                + " missing: alpi context explain "
                + session)
        : Optional.empty();
  }

  private Meters meters() {
    return assembled.meters();
  }
}
