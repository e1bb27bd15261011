package alpi.daemon.context.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What kind of thing a memory is, which says how many there may be and how long they live.
public enum Lane {
  /// What the owner is like and wants; never given up to make room.
  PROFILE(512, Optional.empty()),
  /// What is so.
  SEMANTIC(100_000, Optional.empty()),
  /// How something is done.
  PROCEDURAL(10_000, Optional.empty()),
  /// What happened.
  EPISODIC(20_000, Optional.of(Duration.ofDays(365))),
  /// What matters for a day.
  SHORT_TERM(512, Optional.of(Duration.ofDays(1)));

  private final int rows;
  private final Optional<Duration> life;

  Lane(int rows, Optional<Duration> life) {
    this.rows = rows;
    this.life = life;
  }

  /// Most memories of a profile in it.
  public int rows() {
    return rows;
  }

  /// How long after it was last said a memory is kept, unless it is pinned.
  public Optional<Duration> life() {
    return life;
  }

  /// Whether a full lane gives up what counts least; one that does not refuses what is new.
  public boolean gives() {
    return this != PROFILE;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Lane> ofWire(String wire) {
    return Arrays.stream(values()).filter(lane -> lane.wire().equals(wire)).findFirst();
  }
}
