package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Answer;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Policy;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Decides by policy and the owner's grants, and asks at the desk. Consent that may be kept becomes
/// a grant.
public final class OwnerJudge implements Judge {
  private final Grants grants;
  private final ApprovalDesk desk;
  private final Ids ids;
  private final Time time;
  private final OwnerAllows allows;
  private final Supplier<Duration> patience;
  private final Supplier<EgressRules> rules;

  /// @param patience how long a question waits, as the owner has set it now
  /// @param rules what may be reached at all, as the owner has set it now
  public OwnerJudge(
      Grants grants,
      OwnerAllows allows,
      ApprovalDesk desk,
      Ids ids,
      Time time,
      Supplier<Duration> patience,
      Supplier<EgressRules> rules) {
    this.grants = grants;
    this.allows = allows;
    this.desk = desk;
    this.ids = ids;
    this.time = time;
    this.patience = patience;
    this.rules = rules;
  }

  @Override
  public Decision decide(PolicyRequest request) {
    List<Grant> all = new ArrayList<>(allows.of(request));
    all.addAll(grants.live(request.session()));
    return NetCeiling.over(Policy.decide(request, all), request, all, rules.get());
  }

  @Override
  public Consent ask(PolicyRequest request, Decision.Ask ask, Shown shown, Holding holding) {
    if (!ApprovalRequest.showsWhole(shown.arguments())) {
      return new Consent.Withheld(
          ErrorCode.TOO_LARGE,
          ask.reason()
              + ", and it is too long to be shown whole (at most "
              + ApprovalRequest.MAX_ARGUMENT_CHARS
              + " characters): do it in smaller steps");
    }
    Duration wait = patience.get();
    var question =
        new ApprovalRequest(
            ids.approval(),
            request.session(),
            request.run(),
            request.tool(),
            shown.summary(),
            shown.arguments(),
            destination(request),
            request.labels().sources().stream()
                .filter(Source::untrusted)
                .collect(Collectors.toUnmodifiableSet()),
            request.binding(),
            ask.rememberable(),
            time.now().plus(wait));
    Answer answer = desk.ask(question, wait, holding.cancel());
    if (!answer.agreed()) {
      ErrorCode code = answer.code().orElse(ErrorCode.DENIED);
      return new Consent.Withheld(code, ask.reason() + ", and " + why(code));
    }
    if (ask.rememberable()) {
      List<GrantId> kept =
          grants
              .remember(answer.choice(), request.session(), request.accesses(), answer.by())
              .stream()
              .map(Grant::id)
              .toList();
      holding.under(grants, kept, Actor.job(request.run()));
    }
    return new Consent.Given(answer.choice().wire() + " by " + answer.by());
  }

  @Override
  public boolean spend(List<GrantId> used, PolicyRequest request, Holding holding) {
    try {
      List<GrantId> counted = used.stream().filter(id -> !id.equals(OwnerAllows.ID)).toList();
      grants.use(counted, Actor.job(request.run()));
      holding.under(grants, counted, Actor.job(request.run()));
      return true;
    } catch (Problem e) {
      if (e.code() == ErrorCode.NEED_GRANT) {
        return false;
      }
      throw e;
    }
  }

  /// Where it would go: the host if there is one, else the first thing it would change.
  private static Optional<String> destination(PolicyRequest request) {
    Optional<Access> host =
        request.accesses().stream().filter(a -> a.capability() == Capability.NET).findFirst();
    return host.or(() -> request.accesses().stream().filter(Access::effect).findFirst())
        .map(Access::target);
  }

  private static String why(ErrorCode code) {
    return switch (code) {
      case APPROVAL_TIMEOUT -> "nobody answered in time";
      case CANCELLED -> "the turn was stopped";
      case STORAGE, DISK_FULL -> "the answer could not be recorded";
      default -> "the owner said no";
    };
  }
}
