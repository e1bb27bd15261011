package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.model.Candidate;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.model.Prices;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one call of the model costs: what its vendor reports, and an estimate for each attempt that
/// broke off, since words that were sent and said are billed whether or not they were of use.
final class CallBill {
  /// Failures with which nothing is billed, as long as nothing was said.
  private static final Set<ErrorCode> UNBILLED =
      Set.of(
          ErrorCode.MODEL_AUTH,
          ErrorCode.MODEL_UNREACHABLE,
          ErrorCode.MODEL_REFUSED,
          ErrorCode.MODEL_BROKEN,
          ErrorCode.RATE_LIMITED,
          ErrorCode.NO_MODEL,
          ErrorCode.EGRESS_DENIED,
          ErrorCode.DISK_FULL,
          ErrorCode.STORAGE);

  private final List<Candidate> candidates;
  private final Prices prices;
  private final long request;
  private final CostLedger.Reservation reservation;

  private Candidate asked;
  private long heard;
  private Usage usage = Usage.NONE;
  private Optional<BigDecimal> usd = Optional.empty();

  /// @param candidates who may answer, the one that is asked first before the others
  /// @param request estimated tokens of the request
  CallBill(
      List<Candidate> candidates, Prices prices, long request, CostLedger.Reservation reservation) {
    this.candidates = candidates;
    this.asked = candidates.getFirst();
    this.prices = prices;
    this.request = request;
    this.reservation = reservation;
  }

  /// Counts what the model says, visible or not.
  void hear(String text) {
    heard += text.length();
  }

  /// The attempt in progress failed and another one follows.
  void again() {
    if (heard > 0) {
      brokeOff();
    }
  }

  /// Another model is asked instead.
  void again(String other) {
    again();
    asked = named(other);
  }

  /// The call came to nothing.
  void failed(ErrorCode code) {
    if (heard > 0 || !UNBILLED.contains(code)) {
      brokeOff();
    }
  }

  /// The call was answered.
  ///
  /// @param by who did
  void answered(String by, Usage reported) {
    asked = named(by);
    heard = 0;
    add(reported);
  }

  private void brokeOff() {
    add(new Usage(request, (heard + 3) / 4, 0, true));
    heard = 0;
  }

  private void add(Usage more) {
    usage = usage.plus(more);
    prices.cost(asked, more).ifPresent(cost -> usd = Optional.of(usd.map(cost::add).orElse(cost)));
  }

  private Candidate named(String name) {
    return candidates.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Candidate(name, false));
  }

  /// Replaces what was set aside by what it came to. Counts once.
  void settle() {
    reservation.settle(usd.orElse(BigDecimal.ZERO));
  }

  /// The model that was asked last.
  String asked() {
    return asked.name();
  }

  Usage usage() {
    return usage;
  }

  /// Empty when no price is known, or nothing was used.
  Optional<BigDecimal> usd() {
    return usd;
  }
}
