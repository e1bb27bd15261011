package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.Decisions;
import alpi.daemon.agent.Simulations;
import alpi.daemon.agent.Simulations.Simulation;
import alpi.daemon.base.GrantId;
import alpi.daemon.config.Posture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Policy;
import alpi.daemon.policy.Rule;
import alpi.daemon.policy.Ruling;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What may happen and why: the rules in force, calls that were judged, and calls that might be.
public final class PolicyVerbs {
  private static final int MAX_CALL = 64 << 10;

  private final Rooms rooms;

  public PolicyVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.policy.show",
                "Tells what a profile may do: posture, rules, grants, protected files.",
                "{}")
            .serve(ProfileOnly.class, Shown.class, this::show),
        HostVerb.named(
                "host.policy.simulate",
                "Judges a call that nobody makes.",
                "{\"call\":\"shell: make test\",\"cwd\":\"/home/ana\",\"labels\":[\"web\"]}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(Simulate.class, Simulated.class, this::simulate),
        HostVerb.named(
                "host.policy.explain",
                "Tells why a call was let through, asked about or refused.",
                "{\"id\":\"a0000000000000000a\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(Explain.class, Explained.class, this::explain));
  }

  private Shown show(ProfileOnly params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    ProfileConfig config = profile.settings().current().config();
    return new Shown(
        lower(config.posture()),
        config.unattended(),
        Policy.asked(config.posture()).stream().map(Capability::wire).sorted().toList(),
        Arrays.stream(Rule.values()).map(RuleView::of).toList(),
        profile.grants().live().stream().map(GrantView::live).toList(),
        config.tools().shell().allow(),
        config.tools().deny(),
        SensitivePaths.described());
  }

  private Simulated simulate(Simulate params, Call call) {
    if (params.call().length() > MAX_CALL) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A call has at most " + MAX_CALL + " characters.");
    }
    ProfileRooms profile = rooms.of(params.profile());
    Path cwd = params.cwd().map(ChatVerbs::folder).orElse(Path.of("/"));
    boolean alone = params.unattended().orElse(false);
    Simulation done =
        profile
            .simulations()
            .simulate(
                new Simulations.Supposed(
                    params.call(),
                    cwd,
                    params.posture().map(PolicyVerbs::posture),
                    labels(params.labels().orElse(List.of())),
                    named(profile, params.named().orElse(List.of()), cwd),
                    !alone,
                    alone ? Authority.OWNER.unattended() : Authority.OWNER));
    return Simulated.of(done);
  }

  private static Posture posture(String typed) {
    return Arrays.stream(Posture.values())
        .filter(posture -> lower(posture).equals(typed))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.INVALID_PARAMS, "The field `posture` is relaxed, standard or strict."));
  }

  private static Labels labels(List<String> typed) {
    Labels labels = Labels.OWNER;
    for (String label : typed) {
      labels =
          labels.and(
              label.equals("private")
                  ? new Labels(Set.of(), true)
                  : Source.ofWire(label)
                      .map(source -> Labels.of(source, false))
                      .orElseThrow(PolicyVerbs::unknownLabel));
    }
    return labels;
  }

  private static Problem unknownLabel() {
    List<String> known = new ArrayList<>(Arrays.stream(Source.values()).map(Source::wire).toList());
    known.add("private");
    return Problem.of(
        ErrorCode.INVALID_PARAMS,
        "The field `labels` holds one that does not exist.",
        "One of: " + String.join(", ", known) + ".");
  }

  private static Set<String> named(ProfileRooms profile, List<String> typed, Path cwd) {
    Set<String> named = new LinkedHashSet<>();
    typed.forEach(host -> named.add(profile.scopes().of(Capability.NET, host, false, cwd).value()));
    return named;
  }

  private Explained explain(Explain params, Call call) {
    return new Explained(
        rooms.of(params.profile()).decisions().explain(params.id()).stream()
            .map(DecisionView::of)
            .toList());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// @param call `tool: text` or `tool: {arguments}`
  /// @param cwd the workspace, unless the profile has one
  /// @param posture relaxed, standard or strict; the profile's own when absent
  /// @param labels of what would be in play: sources, and `private`
  /// @param named hosts that the owner would have written
  /// @param unattended whether nobody would be there
  record Simulate(
      Optional<String> profile,
      String call,
      Optional<String> cwd,
      Optional<String> posture,
      Optional<List<String>> labels,
      Optional<List<String>> named,
      Optional<Boolean> unattended) {}

  /// @param id of a call, an approval or a run, or the number of an event
  record Explain(Optional<String> profile, String id) {}

  /// @param asks capabilities whose effects the posture always asks about
  /// @param commands that the settings always allow
  /// @param denied tools that the settings switch off
  /// @param protectedFiles which files no tool reads or writes, whatever is granted
  record Shown(
      String posture,
      boolean unattended,
      List<String> asks,
      List<RuleView> rules,
      List<GrantView> grants,
      List<String> commands,
      List<String> denied,
      List<String> protectedFiles) {}

  record RuleView(int number, String name, String sentence) {
    static RuleView of(Rule rule) {
      return new RuleView(rule.number(), rule.wire(), rule.sentence());
    }
  }

  /// @param decision allow, ask or deny
  /// @param rule that decided
  /// @param rememberable whether session and always would be offered
  /// @param accesses what it would do, judged one by one
  record Simulated(
      String tool,
      String summary,
      String decision,
      RuleView rule,
      String reason,
      boolean rememberable,
      String posture,
      boolean attended,
      List<AccessView> accesses) {
    static Simulated of(Simulation done) {
      Decision decision = done.result().decision();
      return new Simulated(
          done.tool(),
          done.result().summary(),
          switch (decision) {
            case Decision.Allow _ -> "allow";
            case Decision.Ask _ -> "ask";
            case Decision.Deny _ -> "deny";
          },
          RuleView.of(decision.rule()),
          decision.reason(),
          decision instanceof Decision.Ask ask && ask.rememberable(),
          lower(done.posture()),
          done.attended(),
          decision.rulings().stream().map(AccessView::of).toList());
    }
  }

  /// @param tier safe, caution or dangerous
  /// @param rule that speaks of it
  /// @param grant that lets it happen
  record AccessView(
      String capability,
      String target,
      String tier,
      RuleView rule,
      String reason,
      Optional<String> grant) {
    static AccessView of(Ruling ruling) {
      return new AccessView(
          ruling.access().capability().wire(),
          ruling.access().target(),
          lower(ruling.access().tier()),
          RuleView.of(ruling.rule()),
          ruling.reason(),
          ruling.grant().map(GrantId::value));
    }
  }

  record Explained(List<DecisionView> decisions) {}

  /// @param how `allow`, how the owner agreed, or `denied`
  /// @param rule absent where the record does not say
  /// @param labels of everything that was in play, `private` included
  /// @param origins who brought each label first
  record DecisionView(
      long seq,
      Instant at,
      Optional<String> run,
      Optional<String> session,
      Optional<String> call,
      String tool,
      String how,
      Optional<RuleView> rule,
      String reason,
      Optional<String> code,
      List<String> capabilities,
      List<String> labels,
      List<String> grants,
      List<OriginView> origins) {
    static DecisionView of(Decisions.Decided decided) {
      List<String> labels = new ArrayList<>(decided.labels());
      if (decided.privateData()) {
        labels.add("private");
      }
      return new DecisionView(
          decided.event().seq(),
          decided.event().at(),
          decided.event().corr(),
          decided.event().session().map(Object::toString),
          decided.event().span(),
          decided.tool(),
          decided.how(),
          decided.rule().map(RuleView::of),
          decided.reason(),
          decided.code(),
          decided.capabilities(),
          List.copyOf(labels),
          decided.grants(),
          decided.origins().stream().map(OriginView::of).toList());
    }
  }

  /// @param from the message or call that brought it
  record OriginView(String label, String from, Optional<Instant> at) {
    static OriginView of(Decisions.Origin origin) {
      return new OriginView(origin.label(), origin.from(), origin.at());
    }
  }
}
