package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.GrantId;
import alpi.daemon.config.Posture;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Decides whether a tool call may go ahead: a pure function of the request and the grants that are
/// live. It looks at no clock, file or setting of its own.
///
/// The rules, the first that speaks wins for each access, the sternest access wins for the call:
///
/// 1. What is dangerous never happens, and neither does what the run was not given
///    ([PolicyRequest#authority]), whatever grants there are.
/// 2. A host reached with a stranger's words and private data both in play: only where the owner
///    named that very destination for the profile beforehand.
/// 3. An effect with a stranger's words in play: a grant, else the owner each time. Reading on at a
///    host that the owner wrote in this conversation is no such effect.
/// 4. A host reached with private data in play: one that the owner wrote in this conversation, or a
///    grant, else the owner. Files of the workspace are private data, whoever wrote them.
/// 5. What is marked caution, a change outside the workspace, or what the posture asks about
///    ([PostureRules]): a grant, else the owner. In a run that nobody attends by its nature
///    ([Authority#alone]) any effect needs a grant.
/// 6. Everything else happens.
///
/// "Host" stands for whatever lies beyond this machine: peers, tools of others and payees as well.
/// "The owner" means a question where somebody can answer it, and a refusal where nobody can.
public final class Policy {
  private Policy() {}

  /// Decides.
  ///
  /// @param grants all that are live now, of the profile
  public static Decision decide(PolicyRequest request, List<Grant> grants) {
    List<Ruling> rulings =
        request.accesses().stream().map(access -> ruling(request, access, grants)).toList();
    Optional<Ruling> never = rulings.stream().filter(Ruling::never).findFirst();
    if (never.isPresent()) {
      return new Decision.Deny(ErrorCode.DENIED, never.get().reason(), rulings);
    }
    List<Ruling> open = rulings.stream().filter(ruling -> !ruling.goes()).toList();
    if (open.isEmpty()) {
      Set<GrantId> used = new LinkedHashSet<>();
      rulings.forEach(ruling -> ruling.grant().ifPresent(used::add));
      String reason = used.isEmpty() ? "nothing in it needs consent" : "granted";
      return new Decision.Allow(reason, List.copyOf(used), rulings);
    }
    String reason = open.stream().map(Ruling::reason).distinct().collect(Collectors.joining("; "));
    return answered(request)
        ? new Decision.Ask(reason, rememberable(request, open), rulings)
        : new Decision.Deny(
            ErrorCode.NEED_GRANT,
            reason + "; nobody is there to ask and no grant covers it",
            rulings);
  }

  private static boolean rememberable(PolicyRequest request, List<Ruling> open) {
    return open.stream()
        .map(Ruling::access)
        .allMatch(a -> a.rememberable() && !(tainted(request) && a.effect()));
  }

  private static Ruling ruling(PolicyRequest request, Access access, List<Grant> grants) {
    Ruling found = rule(request, access);
    return found.goes() || found.never()
        ? found
        : new Ruling(
            access, found.rule(), found.reason(), grant(request, access, grants).map(Grant::id));
  }

  /// What there is to say about an access before grants are looked at.
  private static Ruling rule(PolicyRequest request, Access access) {
    if (access.tier() == Tier.DANGEROUS) {
      return found(access, Rule.DANGEROUS, "is never run");
    }
    if (!request.authority().covers(access)) {
      return found(access, Rule.AUTHORITY, "is outside what this run was given");
    }
    if (tainted(request) && access.effect() && !readsOn(request, access)) {
      String sources = strangers(request);
      return exfiltrates(request, access)
          ? found(
              access,
              Rule.STRANGER_AND_PRIVATE,
              "would send to a host while private data and text from " + sources + " are in play")
          : found(access, Rule.STRANGER, "is asked for while text from " + sources + " is in play");
    }
    if (sends(request, access) && !named(request, access)) {
      return found(
          access,
          Rule.PRIVATE,
          "would send to a host that you did not name while private data is in play");
    }
    return byKind(request, access);
  }

  /// What the access is by its kind, whatever is in play.
  private static Ruling byKind(PolicyRequest request, Access access) {
    if (access.tier() == Tier.CAUTION && !relaxed(request, access)) {
      return found(access, Rule.CAUTION, "needs consent");
    }
    if (access.capability() == Capability.FS_WRITE && !inside(request, access)) {
      return found(access, Rule.OUTSIDE, "changes something outside the workspace");
    }
    if (access.effect() && rules(request).asks().contains(access.capability())) {
      String posture = request.posture().name().toLowerCase(Locale.ROOT);
      return found(access, Rule.POSTURE, "needs consent under the " + posture + " posture");
    }
    if (request.authority().alone() && access.effect()) {
      return found(access, Rule.ALONE, "needs a grant where nobody attends");
    }
    return found(access, Rule.FREE, "needs no consent");
  }

  private static Ruling found(Access access, Rule rule, String verdict) {
    return new Ruling(access, rule, sentence(access, verdict), Optional.empty());
  }

  /// The capabilities whose effects a posture always asks about.
  public static Set<Capability> asked(Posture posture) {
    return PostureRules.of(posture).asks().stream()
        .filter(Capability::effect)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static PostureRules rules(PolicyRequest request) {
    return PostureRules.of(request.posture());
  }

  /// Whether somebody can be asked.
  private static boolean answered(PolicyRequest request) {
    return request.attended() && !request.authority().alone();
  }

  /// Whether the owner wrote this destination in the conversation, and is there.
  private static boolean named(PolicyRequest request, Access access) {
    return !request.authority().alone() && request.named().contains(access.target());
  }

  private static boolean inside(PolicyRequest request, Access access) {
    return request.workspace().map(w -> Scope.covers(w, access.target())).orElse(false);
  }

  private static Optional<Grant> grant(PolicyRequest request, Access access, List<Grant> grants) {
    boolean exfiltrates = exfiltrates(request, access);
    return grants.stream()
        .filter(grant -> grant.covers(access, request.session(), request.run()))
        .filter(grant -> !exfiltrates || grant.named(access))
        .min((a, b) -> a.expires().compareTo(b.expires()));
  }

  private static boolean tainted(PolicyRequest request) {
    return request.labels().untrusted();
  }

  private static boolean exfiltrates(PolicyRequest request, Access access) {
    return tainted(request) && sends(request, access);
  }

  /// Whether private data could leave by it.
  private static boolean sends(PolicyRequest request, Access access) {
    return access.capability().leaves() && request.labels().privateData();
  }

  /// Whether it asks a host that the owner wrote, while there is nothing to give away.
  private static boolean readsOn(PolicyRequest request, Access access) {
    return access.capability() == Capability.NET
        && !request.labels().privateData()
        && named(request, access);
  }

  /// Whether the relaxed posture lets a caution pass: it stays in the workspace.
  private static boolean relaxed(PolicyRequest request, Access access) {
    if (!rules(request).cautionPasses() || request.workspace().isEmpty()) {
      return false;
    }
    String workspace = request.workspace().get();
    return switch (access.capability()) {
      case FS_READ, FS_WRITE -> !access.beyond() && Scope.covers(workspace, access.target());
      case EXEC ->
          !access.beyond() && request.accesses().stream().allMatch(a -> stays(a, workspace));
      case MEMORY_READ, MEMORY_WRITE, ASK -> !access.beyond();
      case NET, PEER, TOOL, SCHEDULE, MONEY -> false;
    };
  }

  /// Whether a companion of a command keeps to the workspace. Reading elsewhere is no reach: it
  /// changes nothing, and is judged by its own tier.
  private static boolean stays(Access access, String workspace) {
    return switch (access.capability()) {
      case FS_WRITE -> Scope.covers(workspace, access.target());
      case NET, PEER, TOOL, SCHEDULE, MONEY -> false;
      case FS_READ, EXEC, MEMORY_READ, MEMORY_WRITE, ASK -> !access.beyond();
    };
  }

  private static String strangers(PolicyRequest request) {
    var names = new TreeSet<String>();
    for (Source source : request.labels().sources()) {
      if (source.untrusted()) {
        names.add(source.wire());
      }
    }
    return String.join(" and ", names);
  }

  private static String sentence(Access access, String verdict) {
    String why = access.why().isEmpty() ? access.capability().wire() : access.why();
    return why + " " + verdict;
  }
}
