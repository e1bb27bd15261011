package alpi.daemon.tool;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cut;
import alpi.daemon.base.GrantId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What goes on record of a call. Hashes and short labels only: arguments and results are private
/// and lie in the conversation.
final class ToolJournal {
  private static final int MAX_LABEL = 200;

  private final Journal journal;

  ToolJournal(Journal journal) {
    this.journal = journal;
  }

  /// Durable when this returns: only then may the call run.
  ///
  /// @param decision `allow`, or how the owner agreed
  /// @throws Problem `interrupted` when the run was given up meanwhile
  void called(
      Prepared<?> call, ToolScope scope, String decision, Decision judged, List<GrantId> grants) {
    ObjectNode body =
        Json.object()
            .put("tool", call.tool().spec().name())
            .put("input_sha", call.inputHash().hex())
            .put("binding", call.binding().hex())
            .put("decision", label(decision))
            .put("reason", label(judged.reason()));
    about(body, scope, judged, call.request(scope));
    if (!grants.isEmpty()) {
      var ids = body.putArray("grants");
      grants.stream().limit(20).forEach(grant -> ids.add(grant.value()));
    }
    Draft called = draft(EventKind.TOOL_CALLED, scope, call.call(), body);
    var _ =
        journal.transact(tx -> {
          scope.fence().check(tx);
          return tx.append(called);
        });
  }

  /// Does not wait: whoever is told of the outcome waits until it is durable.
  void answered(Call call, ToolScope scope, String text, boolean ok, Duration took) {
    byte[] output = text.getBytes(StandardCharsets.UTF_8);
    ObjectNode body =
        Json.object()
            .put("tool", label(call.tool()))
            .put("ms", took.toMillis())
            .put("output_sha", Sha256.of(output).hex())
            .put("bytes", output.length);
    journal.later(draft(ok ? EventKind.TOOL_ANSWERED : EventKind.TOOL_FAILED, scope, call, body));
  }

  /// A call that never ran because it made no sense or could not be recorded.
  void failed(Call call, ToolScope scope, ErrorCode code) {
    ObjectNode body =
        Json.object()
            .put("tool", label(call.tool()))
            .put("input_sha", Prepared.inputHash(call).hex())
            .put("ran", false)
            .put("code", code.wire());
    append(EventKind.TOOL_FAILED, scope, call, body);
  }

  /// @param judged what policy had found before anybody was asked
  void denied(
      Call call,
      ToolScope scope,
      PolicyRequest request,
      Decision judged,
      ErrorCode code,
      String reason) {
    ObjectNode body =
        Json.object()
            .put("tool", request.tool())
            .put("input_sha", Prepared.inputHash(call).hex())
            .put("binding", request.binding().hex())
            .put("code", code.wire())
            .put("reason", label(reason));
    about(body, scope, judged, request);
    var taint = body.putArray("taint");
    request.labels().sources().stream()
        .filter(Source::untrusted)
        .sorted()
        .forEach(source -> taint.add(source.wire()));
    append(EventKind.POLICY_DENIED, scope, call, body);
  }

  /// Why it was decided so: the rule, what it is about by its kind, and what was in play.
  private static void about(
      ObjectNode body, ToolScope scope, Decision judged, PolicyRequest request) {
    body.put("rule", judged.rule().wire());
    var capabilities = body.putArray("capabilities");
    request.accesses().stream()
        .map(Access::capability)
        .distinct()
        .forEach(each -> capabilities.add(each.wire()));
    ObjectNode labels = body.putObject("labels");
    var sources = labels.putArray("sources");
    request.labels().sources().stream().sorted().forEach(source -> sources.add(source.wire()));
    labels.put("private", request.labels().privateData());
    body.put("posture", scope.posture().name().toLowerCase(Locale.ROOT));
    body.put("attended", scope.attended());
  }

  private void append(EventKind kind, ToolScope scope, Call call, ObjectNode body) {
    journal.append(draft(kind, scope, call, body));
  }

  private static Draft draft(EventKind kind, ToolScope scope, Call call, ObjectNode body) {
    return Draft.of(kind, Actor.job(scope.run()))
        .in(scope.session())
        .corr(scope.run().value())
        .span(label(call.id()))
        .body(body);
  }

  private static String label(String text) {
    return Cut.head(text, MAX_LABEL).replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
  }
}
