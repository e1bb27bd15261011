package alpi.daemon.host.verb;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.model.Budget;
import alpi.daemon.model.Candidate;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEvent;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.model.ModelMessage;
import alpi.daemon.model.ModelRequest;
import alpi.daemon.model.Prices;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The shortest question to a model, to see whether it answers. It costs money like any other call,
/// so it is recorded and paid for like one.
record ModelProbe(CostLedger ledger, Time time) {
  private static final int OUTPUT_TOKENS = 64;

  /// What it may cost at most, in tokens.
  private static final Usage MOST = new Usage(64, OUTPUT_TOKENS, 0, true);

  private static final ModelRequest QUESTION =
      new ModelRequest(
          "",
          List.of(),
          List.of(new ModelMessage.User("Answer with the single word: ready", List.of())),
          OptionalInt.of(OUTPUT_TOKENS),
          Optional.empty());

  /// Asks; comes back when the model has answered.
  ///
  /// @throws Problem why it did not, `budget` when it was not asked
  void ask(ProfileRooms profile, Model model, Actor actor) throws InterruptedException {
    ProfileConfig config = profile.settings().current().config();
    var prices = new Prices(config.prices());
    var budget = new Budget(config.budget().dailyUsd(), config.budget().turnUsd());
    Optional<BigDecimal> most = prices.cost(candidate(model, model.name()), MOST);
    if (most.isEmpty() && budget.limited()) {
      throw Budget.unpriced(model.name());
    }
    CostLedger.Reservation reservation =
        ledger.reserve(
            profile.name(),
            LocalDate.ofInstant(time.now(), ZoneOffset.UTC),
            BigDecimal.ZERO,
            most.orElse(BigDecimal.ZERO),
            budget);
    BigDecimal cost = BigDecimal.ZERO;
    try {
      cost = record(profile, model, prices, actor);
    } finally {
      reservation.settle(cost);
    }
  }

  private BigDecimal record(ProfileRooms profile, Model model, Prices prices, Actor actor)
      throws InterruptedException {
    long started = time.nanos();
    profile.journal().append(draft(EventKind.MODEL_CALLED, model.name(), actor));
    List<ModelEvent.Finished> said = new ArrayList<>();
    try {
      model.stream(
          QUESTION,
          new Cancel(),
          event -> {
            if (event instanceof ModelEvent.Finished finished) {
              said.add(finished);
            }
          });
    } catch (Problem e) {
      profile
          .journal()
          .append(
              draft(EventKind.MODEL_FAILED, model.name(), actor)
                  .with("code", e.code().wire())
                  .with("ms", millis(started)));
      throw e;
    }
    ModelEvent.Finished answer = said.getLast();
    Optional<BigDecimal> usd = prices.cost(candidate(model, answer.model()), answer.usage());
    Draft draft =
        draft(EventKind.MODEL_ANSWERED, answer.model(), actor)
            .with("input", answer.usage().input())
            .with("output", answer.usage().output())
            .with("cached", answer.usage().cached())
            .with("estimated", answer.usage().estimated())
            .with("ms", millis(started));
    profile
        .journal()
        .append(usd.map(cost -> draft.with("usd", cost.toPlainString())).orElse(draft));
    return usd.orElse(BigDecimal.ZERO);
  }

  private static Candidate candidate(Model model, String name) {
    return model.candidates().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Candidate(name, false));
  }

  private static Draft draft(EventKind kind, String model, Actor actor) {
    return Draft.of(kind, actor).with("model", model).with("probe", true);
  }

  private long millis(long started) {
    return Duration.ofNanos(time.nanos() - started).toMillis();
  }
}
