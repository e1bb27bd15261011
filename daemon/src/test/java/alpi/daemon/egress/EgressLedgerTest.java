package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.daemon.base.Actor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EgressLedgerTest {
  @Test
  void recordsWhatWasSentAndWhatWasRefused() {
    var drafts = new ArrayList<Draft>();
    var ledger = new EgressLedger(drafts::add, Actor.SYSTEM);
    ledger.accept(
        new EgressRecord(
            EgressRecord.Kind.MODEL,
            "api.example",
            443,
            Optional.of("93.184.216.34"),
            10,
            20,
            Duration.ofMillis(30),
            Optional.empty()));
    ledger.accept(EgressRecord.denied(EgressRecord.Kind.TOOL, "10.0.0.1", 80, "private"));
    assertEquals(EventKind.EGRESS_CLOSED, drafts.get(0).kind());
    assertEquals(
        "{\"kind\":\"model\",\"host\":\"api.example\",\"port\":443,\"ip\":\"93.184.216.34\","
            + "\"bytes_out\":10,\"bytes_in\":20,\"ms\":30}",
        drafts.get(0).body().toString());
    assertEquals(EventKind.EGRESS_DENIED, drafts.get(1).kind());
  }
}
