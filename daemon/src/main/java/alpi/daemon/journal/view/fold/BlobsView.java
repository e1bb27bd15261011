package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// How much the store took in and let go.
final class BlobsView implements View {
  private static final String TABLE = "owners";

  private static final Set<EventKind> KINDS =
      EnumSet.of(EventKind.BLOB_STORED, EventKind.BLOB_SWEPT);

  @Override
  public String id() {
    return "blobs";
  }

  @Override
  public String about() {
    return "How many blobs were stored and swept, and their bytes.";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Set<EventKind> kinds() {
    return KINDS;
  }

  @Override
  public void begin(Sheet sheet) {
    sheet.table("owners");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    long bytes = fact.number("bytes");
    if (event.kind() == EventKind.BLOB_SWEPT) {
      count(sheet, -1, -bytes);
      sheet.add("swept", 1);
      sheet.set("lastSwept", fact.at());
      return;
    }
    count(sheet, 1, bytes);
    String owner = fact.text("owner");
    String kind = owner.contains(":") ? owner.substring(0, owner.indexOf(':')) : "none";
    Sheet.Rows rows = sheet.rows(TABLE);
    if (!rows.has(kind)) {
      rows.put(kind, fact.row().put("stored", 0).put("bytes", 0));
    }
    rows.add(kind, "stored", 1);
    rows.add(kind, "bytes", bytes);
  }

  private static void count(Sheet sheet, long more, long bytes) {
    sheet.add("count", more);
    sheet.add("bytes", bytes);
  }
}
