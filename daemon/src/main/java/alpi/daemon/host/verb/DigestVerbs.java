package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What happened lately, in figures.
public final class DigestVerbs {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration MAX = Duration.ofDays(366);

  private final Rooms rooms;
  private final Time time;

  public DigestVerbs(Rooms rooms, Time time) {
    this.rooms = rooms;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.digest.show",
                "Sums up what ran, what it cost, what left the machine and what failed.",
                "{\"withinMillis\":604800000}")
            .serve(Asked.class, Shown.class, this::show));
  }

  private Shown show(Asked params, Call call) {
    long within = params.withinMillis().orElse(USUAL.toMillis());
    if (within < 1 || within > MAX.toMillis()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `withinMillis` is 1 to 366 days long.");
    }
    Instant from = time.now().minusMillis(within);
    return new Shown(
        from,
        time.now(),
        rooms.each(params.profile()).stream()
            .map(at ->
                Digest.of(at.journal(), at.journal().lastBefore(from))
                    .view(at.name().value(), at.outputs().unread()))
            .toList());
  }

  /// @param profile all when absent
  /// @param withinMillis how far back; seven days when absent
  record Asked(Optional<String> profile, OptionalLong withinMillis) {}

  record Shown(Instant from, Instant to, List<Digest.View> profiles) {}
}
