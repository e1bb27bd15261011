package alpi.daemon.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.config.Posture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.Tier;
import alpi.daemon.policy.shell.CommandTiers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerJudgeTest {
  @TempDir Path dir;

  @Test
  void asksAboutACallThatCanJustBeShownWhole() {
    try (var bench = new Bench(dir)) {
      var consent = asked(bench, "x".repeat(ApprovalRequest.MAX_ARGUMENT_CHARS));
      assertEquals(ErrorCode.CANCELLED, consent.code());
      assertEquals(1, questions(bench));
    }
  }

  @Test
  void neverAsksAboutACallThatCannotBeShownWhole() {
    try (var bench = new Bench(dir)) {
      var consent = asked(bench, "x".repeat(ApprovalRequest.MAX_ARGUMENT_CHARS + 1));
      assertEquals(ErrorCode.TOO_LARGE, consent.code());
      assertTrue(consent.sentence().contains("smaller steps"), consent.sentence());
      assertEquals(0, questions(bench));
    }
  }

  @Test
  void countsWhatIsShownAndNotWhatIsHidden() {
    try (var bench = new Bench(dir)) {
      String hidden = "\u202e".repeat(ApprovalRequest.MAX_ARGUMENT_CHARS / 8 + 1);
      assertEquals(ErrorCode.TOO_LARGE, asked(bench, hidden).code());
    }
  }

  /// Asks with the stop fired already, so that nobody waits: a question that was put is cancelled.
  private Judge.Consent.Withheld asked(Bench bench, String arguments) {
    var tiers = new CommandTiers(bench.sensitive, (_, _) -> Optional.empty());
    var judge =
        new OwnerJudge(
            new Grants(bench.journal, bench.ids, Time.system()),
            new OwnerAllows(tiers, dir, List::of, Optional::empty),
            new ApprovalDesk(bench.journal, Time.system()),
            bench.ids,
            Time.system(),
            () -> Duration.ofMinutes(5),
            () -> EgressRules.of(ProfileConfig.defaults().egress()));
    var access = new Access(Capability.EXEC, "make", Tier.CAUTION, "it runs a program");
    var request =
        new PolicyRequest(
            "shell",
            List.of(access),
            Labels.OWNER,
            Set.of(),
            Posture.STANDARD,
            true,
            Authority.OWNER,
            bench.session,
            bench.run,
            Sha256.of(new byte[] {1}),
            Optional.empty());
    var stopped = new Cancel();
    stopped.fire();
    return assertInstanceOf(
        Judge.Consent.Withheld.class,
        judge.ask(
            request,
            new Decision.Ask("it runs a program", false, List.of()),
            new Judge.Shown("c", "make", arguments),
            new Holding(stopped)));
  }

  private static int questions(Bench bench) {
    return bench.journal.read(EventQuery.after(0, 1000)).stream()
        .filter(event -> event.kind() == EventKind.APPROVAL_ASKED)
        .toList()
        .size();
  }
}
