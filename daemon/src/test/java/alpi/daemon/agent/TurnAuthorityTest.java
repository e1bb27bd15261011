package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Home;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.AuthorityJson;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Permit;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a turn holds at most reaches every judgement of it, whichever way it came to run.
@Timeout(30)
class TurnAuthorityTest {
  @TempDir Path dir;

  private static final Authority BOUNDED =
      Authority.OWNER
          .only(List.of(new Permit(Capability.FS_READ, Scope.below("/srv/share"))))
          .unattended()
          .given(Labels.of(Source.PEER, true))
          .spending(new BigDecimal("0.25"));

  private static String text(String words) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + words
        + "\"},\"finish_reason\":null}]}\n\n"
        + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        + "data: [DONE]\n\n";
  }

  private static final String CALL =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\","
          + "\"type\":\"function\",\"function\":{\"name\":\"echo\","
          + "\"arguments\":\"{\\\"words\\\":\\\"hello\\\"}\"}}]},\"finish_reason\":null}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
          + "data: [DONE]\n\n";

  /// Calls the tool once and answers then.
  private static ScriptedModelServer.Script toolThenAnswer() {
    return (request, _, reply) ->
        reply.stream(request.body().contains("\"role\":\"tool\"") ? text("done") : CALL);
  }

  private static PolicyRequest only(TurnFixture fixture) {
    assertEquals(1, fixture.judged.size());
    return fixture.judged.getFirst();
  }

  @Test
  void aTurnIsJudgedWithinWhatItWasGiven() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      fixture.watch(fixture.turns.submit(fixture.bounded("go", BOUNDED), TurnFixture.OWNER));
      assertEquals(BOUNDED, only(fixture).authority());
      assertFalse(only(fixture).attended(), "nobody attends it, whoever watches");
    }
  }

  @Test
  void theRecordOfTheJobHoldsIt() {
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer(), false)) {
      JobId turn = fixture.turns.submit(fixture.bounded("go", BOUNDED), TurnFixture.OWNER);
      assertEquals(BOUNDED, AuthorityJson.read(fixture.jobs.find(turn).orElseThrow().input()));
    }
  }

  @Test
  void aTurnThatIsTakenUpByAnotherDaemonHoldsNoMore() throws InterruptedException {
    JobId turn;
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer(), false)) {
      turn = fixture.turns.submit(fixture.bounded("go", BOUNDED), TurnFixture.OWNER);
      fixture.journal.transact(tx -> {
        tx.update(
            "UPDATE job SET state = 'running', lease_owner = 'gone' WHERE id = ?", turn.value());
        return true;
      });
    }
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      fixture.turns.requeue(turn, fixture.environment(), true, TurnFixture.OWNER);
      fixture.watch(turn);
      assertEquals(BOUNDED, only(fixture).authority());
      assertFalse(only(fixture).attended());
    }
  }

  @Test
  void inAProfileThatNobodyAttendsNoTurnIsAttended() throws Exception {
    unattended(dir);
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      fixture.watch(
          fixture.turns.submit(fixture.bounded("go", Authority.OWNER), TurnFixture.OWNER));
      assertTrue(only(fixture).authority().alone());
      assertFalse(only(fixture).attended());
    }
  }

  private static void unattended(Path dir) throws IOException {
    Path config = new Home(dir).profile(ProfileName.DEFAULT).config();
    Files.createDirectories(config.getParent());
    Files.writeString(config, "unattended: true\n");
  }

  @Test
  void wordsThatTheOwnerDidNotWriteAreNotLabelledAsTheOwners() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      Authority peers = Authority.OWNER.given(Labels.of(Source.PEER, false));
      TurnRequest request = fixture.bounded("fetch https://evil.example/", peers);
      TurnResult result = fixture.watch(fixture.turns.submit(request, TurnFixture.OWNER)).result();
      Optional<Message.User> said =
          fixture.sessions.open(result.session()).messages().stream()
              .filter(Message.User.class::isInstance)
              .map(Message.User.class::cast)
              .findFirst();
      assertEquals(Labels.of(Source.PEER, false), said.orElseThrow().labels());
      assertEquals(List.of(), List.copyOf(only(fixture).named()));
      assertTrue(only(fixture).labels().untrusted());
    }
  }

  @Test
  void whatItMaySpendBoundsTheTurn() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      Authority poor = Authority.OWNER.spending(BigDecimal.ZERO);
      TurnResult result =
          fixture
              .watch(fixture.turns.submit(fixture.bounded("go", poor), TurnFixture.OWNER))
              .result();
      assertEquals(Optional.of("budget"), result.code());
      assertEquals(0, fixture.judged.size());
    }
  }
}
