package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EgressLedgerTest {
  private static final Errand ERRAND =
      new Errand(
          new SessionId("s" + "0".repeat(17)),
          new JobId("j" + "0".repeat(17)),
          Optional.of("c1"),
          "web_fetch");

  @Test
  void recordsWhatWasSentAndWhatWasRefused() {
    var drafts = new ArrayList<Draft>();
    var ledger = new EgressLedger(drafts::add, Actor.SYSTEM);
    ledger.accept(
        new EgressRecord(
            EgressRecord.Kind.MODEL,
            EgressRecord.Phase.CLOSED,
            "https",
            "api.example",
            443,
            Optional.of("93.184.216.34"),
            10,
            20,
            Duration.ofMillis(30),
            "",
            List.of(),
            Optional.empty()));
    ledger.accept(
        EgressRecord.denied(
            EgressRecord.Kind.TOOL, "http", "10.0.0.1", 80, "private", Optional.of(ERRAND)));
    assertEquals(EventKind.EGRESS_CLOSED, drafts.get(0).kind());
    assertEquals(
        "{\"kind\":\"model\",\"protocol\":\"https\",\"host\":\"api.example\",\"port\":443,"
            + "\"ip\":\"93.184.216.34\","
            + "\"bytes_out\":10,\"bytes_in\":20,\"ms\":30}",
        drafts.get(0).body().toString());
    assertEquals(EventKind.EGRESS_DENIED, drafts.get(1).kind());
    assertEquals(
        "{\"kind\":\"tool\",\"by\":\"web_fetch\",\"protocol\":\"http\",\"host\":\"10.0.0.1\","
            + "\"port\":80,\"reason\":\"private\"}",
        drafts.get(1).body().toString());
    assertEquals(Actor.job(ERRAND.run()), drafts.get(1).actor());
    assertEquals(Optional.of(ERRAND.run().value()), drafts.get(1).corr());
    assertEquals(Optional.of("c1"), drafts.get(1).span());
  }
}
