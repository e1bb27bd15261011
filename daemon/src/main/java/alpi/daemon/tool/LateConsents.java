package alpi.daemon.tool;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.session.Message.Call;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Judges what one call comes upon while it runs. A refusal is on record before the call hears of
/// it.
final class LateConsents implements Consents {
  private final Judge judge;
  private final ToolJournal journal;
  private final ToolScope scope;
  private final Call call;
  private final Holding holding;

  LateConsents(Judge judge, ToolJournal journal, ToolScope scope, Call call, Holding holding) {
    this.holding = holding;
    this.judge = judge;
    this.journal = journal;
    this.scope = scope;
    this.call = call;
  }

  @Override
  public Pass require(Access access, String summary) throws InterruptedException {
    PolicyRequest request = request(access);
    Decision judged = judge.decide(request);
    switch (judged) {
      case Decision.Allow allow -> {
        if (!judge.spend(allow.grants(), request, holding)) {
          throw refused(
              request, judged, ErrorCode.NEED_GRANT, "the permission for it no longer holds");
        }
        return new Pass(allow.reason(), allow.grants(), false);
      }
      case Decision.Deny deny -> throw refused(request, judged, deny.code(), deny.reason());
      case Decision.Ask ask -> {
        Judge.Shown shown =
            new Judge.Shown(
                call.id(), scope.redactor().redact(summary), scope.redactor().redact(form(access)));
        if (judge.ask(request, ask, shown, holding) instanceof Judge.Consent.Withheld no) {
          throw refused(request, judged, no.code(), no.sentence());
        }
        return new Pass("the owner agreed", List.of(), true);
      }
    }
  }

  @Override
  public Optional<Pass> free(Access access) {
    return judge.decide(request(access)) instanceof Decision.Allow allow
        ? Optional.of(new Pass(allow.reason(), allow.grants(), false))
        : Optional.empty();
  }

  private Problem refused(PolicyRequest request, Decision judged, ErrorCode code, String reason) {
    journal.denied(call, scope, request, judged, code, reason);
    return Problem.of(code, "Not done: " + reason + ".");
  }

  private PolicyRequest request(Access access) {
    ObjectNode binding =
        Json.object()
            .put("call", call.id())
            .put("arguments", call.arguments())
            .put("session", scope.session().value())
            .put("access", form(access));
    return new PolicyRequest(
        call.tool(),
        List.of(access),
        scope.labels(),
        scope.named(),
        scope.posture(),
        scope.attended(),
        scope.authority(),
        scope.session(),
        scope.run(),
        Sha256.of(CanonicalJson.bytes(binding)),
        Optional.of(scope.workspace().toString()));
  }

  private static String form(Access access) {
    return CanonicalJson.text(
        Json.object()
            .put("capability", access.capability().wire())
            .put("target", access.target())
            .put("tier", access.tier().name()));
  }
}
