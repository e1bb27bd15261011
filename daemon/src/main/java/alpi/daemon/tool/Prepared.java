package alpi.daemon.tool;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Call;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// A call that was understood: its tool, its arguments and what it would do.
///
/// @param canonical the arguments in the one form that hashes are taken over
record Prepared<A extends Record>(
    Call call, Registered<A> tool, A arguments, String canonical, Plan plan, ToolContext context) {

  /// Decodes and plans.
  ///
  /// @throws Problem when the arguments are not what the tool takes
  static <A extends Record> Prepared<A> of(Registered<A> tool, Call call, ToolContext context) {
    ObjectNode given = ToolSchema.parse(call.arguments());
    A arguments = tool.schema().decode(given);
    Plan plan = tool.tool().plan(arguments, context);
    return new Prepared<>(call, tool, arguments, canonical(given), plan, context);
  }

  /// The same call, planned anew on the world as it is now.
  Prepared<A> again() {
    return new Prepared<>(
        call, tool, arguments, canonical, tool.tool().plan(arguments, context), context);
  }

  /// @param agreed whether the owner was shown the call and agreed to it
  ToolResult run(boolean agreed) throws InterruptedException {
    return tool.tool().run(arguments, plan, agreed ? context.withConsent() : context);
  }

  /// What a failure of it may speak of: a call that reaches a host or a peer may tell a stranger's
  /// words.
  Labels failureLabels() {
    Labels labels = Labels.NONE;
    if (reaches(Capability.NET)) {
      labels = labels.and(Labels.of(Source.WEB, false));
    }
    return reaches(Capability.PEER) ? labels.and(Labels.of(Source.PEER, false)) : labels;
  }

  private boolean reaches(Capability capability) {
    return plan.accesses().stream().anyMatch(access -> access.capability() == capability);
  }

  PolicyRequest request(ToolScope scope) {
    return new PolicyRequest(
        tool.spec().name(),
        plan.accesses(),
        scope.labels().and(plan.carries()),
        scope.named(),
        scope.posture(),
        scope.attended(),
        scope.authority(),
        scope.session(),
        scope.run(),
        binding(),
        Optional.of(scope.workspace().toString()));
  }

  /// The hash that consent is bound to: everything that makes this call this call.
  Sha256 binding() {
    ObjectNode all =
        Json.object()
            .put("tool", tool.spec().name())
            .put("arguments", canonical)
            .put("session", context.session().value())
            .put("workspace", context.workspace().toString());
    ObjectNode facts = all.putObject("facts");
    new TreeMap<>(plan.binding()).forEach(facts::put);
    var accesses = all.putArray("accesses");
    for (Access access : plan.accesses()) {
      accesses
          .addObject()
          .put("capability", access.capability().wire())
          .put("target", access.target())
          .put("tier", access.tier().name());
    }
    return Sha256.of(CanonicalJson.bytes(all));
  }

  /// Hash of what the model wrote, for the record.
  Sha256 inputHash() {
    return inputHash(call);
  }

  static Sha256 inputHash(Call call) {
    return Sha256.of(call.arguments().getBytes(StandardCharsets.UTF_8));
  }

  private static String canonical(ObjectNode given) {
    ObjectNode plain = given.deepCopy();
    for (String name : given.propertyNames()) {
      if (given.path(name).isNull()) {
        plain.remove(name);
      }
    }
    try {
      return CanonicalJson.text(plain);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS, "The arguments hold text that is not valid Unicode.")
          .because(e);
    }
  }
}
