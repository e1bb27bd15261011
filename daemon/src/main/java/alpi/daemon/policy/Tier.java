package alpi.daemon.policy;

/// How much harm a request could do by its kind: safe runs, caution asks, dangerous never runs.
public enum Tier {
  SAFE,
  CAUTION,
  DANGEROUS;

  public Tier worse(Tier other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
