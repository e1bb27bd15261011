package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Blobs on their way between profiles: our own jobs, and what peers put and fetched. How far one
/// has come is not in the record; `host.blob.transfers` tells.
final class TransfersView implements View {
  static final int MAX_ENDED = 100;
  static final int MAX_REFUSED = 50;
  static final int MAX_SHARES = 1000;

  private static final Set<String> JOBS = Set.of("blob.send", "blob.fetch");

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.JOB_SUBMITTED,
          EventKind.JOB_STARTED,
          EventKind.JOB_RETRIED,
          EventKind.JOB_PARKED,
          EventKind.JOB_RELEASED,
          EventKind.JOB_LOST,
          EventKind.JOB_DONE,
          EventKind.JOB_FAILED,
          EventKind.JOB_CANCELLED,
          EventKind.BLOB_SENT,
          EventKind.BLOB_RECEIVED,
          EventKind.BLOB_REFUSED,
          EventKind.BLOB_SHARED,
          EventKind.BLOB_UNSHARED);

  @Override
  public String id() {
    return "transfers";
  }

  @Override
  public String about() {
    return "Transfers that are under way, the last 100 that ended, the last 50 that were refused,"
        + " and the shares.";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public Set<EventKind> kinds() {
    return KINDS;
  }

  @Override
  public void begin(Sheet sheet) {
    sheet.table("open").table("ended").table("refused").table("shares");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    switch (event.kind()) {
      case BLOB_SENT, BLOB_RECEIVED -> moved(sheet, fact);
      case BLOB_REFUSED -> {
        Sheet.Rows refused = sheet.rows("refused");
        refused.put(
            Long.toString(event.seq()),
            fact.row("sha", "method", "reason").put("by", fact.by()).put("at", fact.at()));
        refused.keepLast(MAX_REFUSED);
      }
      case BLOB_SHARED -> {
        Sheet.Rows shares = sheet.rows("shares");
        shares.put(
            share(fact),
            fact.row("sha", "key", "until", "fetches").put("by", fact.by()).put("at", fact.at()));
        shares.keepLast(MAX_SHARES);
      }
      case BLOB_UNSHARED -> sheet.rows("shares").remove(share(fact));
      default -> {
        if (JOBS.contains(fact.text("kind"))) {
          job(sheet, fact);
        }
      }
    }
  }

  private static String share(Fact fact) {
    return fact.text("sha") + " " + fact.text("key");
  }

  private static void job(Sheet sheet, Fact fact) {
    Sheet.Rows open = sheet.rows("open");
    String id = fact.job();
    switch (fact.event().kind()) {
      case JOB_SUBMITTED ->
          open.put(
              id,
              fact.row("kind")
                  .put("state", "queued")
                  .put("by", fact.by())
                  .put("submitted", fact.at()));
      case JOB_STARTED -> {
        open.set(id, "state", "running");
        open.set(id, "attempt", fact.number("attempt"));
      }
      case JOB_RETRIED, JOB_RELEASED -> open.set(id, "state", "queued");
      case JOB_PARKED -> open.set(id, "state", "parked");
      default -> ended(sheet, id, fact);
    }
  }

  private static void ended(Sheet sheet, String id, Fact fact) {
    Sheet.Rows open = sheet.rows("open");
    if (fact.flag("requeued")) {
      open.set(id, "state", "queued");
      return;
    }
    open.remove(id);
    if (fact.event().kind() != EventKind.JOB_DONE) {
      ObjectNode row = fact.row("kind").put("by", fact.by()).put("at", fact.at());
      row.put("state", fact.event().kind().wire().substring("job.".length()));
      row.put("code", fact.text("error_code"));
      keep(sheet, id, row);
    }
  }

  /// What came of one try, of ours or of a peer's: of a blob by its hash, of a batch by the digest
  /// of its list and how many blobs it names.
  private static void moved(Sheet sheet, Fact fact) {
    String way = fact.event().kind() == EventKind.BLOB_SENT ? "sent" : "received";
    keep(
        sheet,
        Long.toString(fact.event().seq()),
        fact.row("peer", "sha", "batch", "count", "bytes", "moved", "ours", "state", "code")
            .put("way", way)
            .put("by", fact.by())
            .put("at", fact.at()));
  }

  private static void keep(Sheet sheet, String id, ObjectNode row) {
    Sheet.Rows ended = sheet.rows("ended");
    ended.put(id, row);
    ended.keepLast(MAX_ENDED);
  }
}
