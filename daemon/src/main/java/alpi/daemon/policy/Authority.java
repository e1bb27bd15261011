package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a run holds at most, whatever grants exist: how far it reaches, whether anybody asked for
/// it just now, whose words it starts with, and what it may spend. It bounds and never permits:
/// inside it posture and grants decide.
///
/// No constructor is open. An authority is [#OWNER], [#NOTHING], [#ofPeer], one that a job's record
/// holds, or one narrowed from another: whatever a run starts (a schedule, a sub-agent, work for a
/// peer) holds no more than itself, because there is no way to say otherwise.
public final class Authority {
  /// Of a turn that the owner asks for: everything that the profile may.
  public static final Authority OWNER =
      new Authority(new Reach.Profile(), false, Labels.NONE, Optional.empty());

  /// Of work whose record does not say.
  public static final Authority NOTHING =
      new Authority(new Reach.Only(Set.of()), true, Labels.NONE, Optional.of(BigDecimal.ZERO));

  private final Reach reach;
  private final boolean alone;
  private final Labels labels;
  private final Optional<BigDecimal> usd;

  private Authority(Reach reach, boolean alone, Labels labels, Optional<BigDecimal> usd) {
    this.reach = reach;
    this.alone = alone;
    this.labels = labels;
    this.usd = usd;
  }

  /// Of what a peer asks for: nobody is there, its words are a peer's, and beyond these things it
  /// reaches nothing.
  public static Authority ofPeer(Collection<Permit> permits) {
    return OWNER.unattended().given(Labels.of(Source.PEER, false)).only(permits);
  }

  /// One that was written down.
  static Authority recorded(Reach reach, boolean alone, Labels labels, Optional<BigDecimal> usd) {
    return new Authority(reach, alone, labels, usd);
  }

  public Reach reach() {
    return reach;
  }

  /// Whether nobody is there: nothing is asked, what somebody wrote counts for nothing, and every
  /// effect needs a grant.
  public boolean alone() {
    return alone;
  }

  /// Of the words that it starts with, when they are not the owner's own; never names the owner.
  public Labels labels() {
    return labels;
  }

  /// What its models may cost together, in US dollars; empty as much as the profile's budget.
  public Optional<BigDecimal> usd() {
    return usd;
  }

  boolean covers(Access access) {
    return reach.covers(access);
  }

  /// The same, bounded to these things.
  public Authority only(Collection<Permit> permits) {
    return new Authority(reach.and(new Reach.Only(Set.copyOf(permits))), alone, labels, usd);
  }

  /// The same, with nobody there.
  public Authority unattended() {
    return new Authority(reach, true, labels, usd);
  }

  /// The same, starting with words that carry these labels.
  public Authority given(Labels words) {
    EnumSet<Source> strangers = EnumSet.noneOf(Source.class);
    strangers.addAll(words.sources());
    strangers.remove(Source.OWNER);
    return new Authority(reach, alone, labels.and(new Labels(strangers, words.privateData())), usd);
  }

  /// The same, with at most this much to spend.
  ///
  /// @throws Problem `invalid_params` for a negative amount
  public Authority spending(BigDecimal most) {
    if (most.signum() < 0) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A budget is not negative.");
    }
    return new Authority(reach, alone, labels, Optional.of(usd.map(most::min).orElse(most)));
  }

  /// What both allow.
  public Authority narrowed(Authority by) {
    Authority both =
        new Authority(reach.and(by.reach), alone || by.alone, labels.and(by.labels), usd);
    return by.usd.map(both::spending).orElse(both);
  }

  /// Whether it allows nothing that `other` does not.
  public boolean within(Authority other) {
    return reach.within(other.reach)
        && (alone || !other.alone)
        && labels.and(other.labels).equals(labels)
        && other
            .usd
            .map(most -> usd.filter(own -> own.compareTo(most) <= 0).isPresent())
            .orElse(true);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Authority that
        && reach.equals(that.reach)
        && alone == that.alone
        && labels.equals(that.labels)
        && usd.equals(that.usd);
  }

  @Override
  public int hashCode() {
    return Objects.hash(reach, alone, labels, usd);
  }

  @Override
  public String toString() {
    return "Authority[" + reach + ", alone=" + alone + ", " + labels + ", usd=" + usd + "]";
  }
}
