package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// Which settings were changed, and the names of secrets; never a value.
final class ConfigView implements View {
  static final int MAX = 50;
  static final int MAX_SECRETS = 500;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.CONFIG_CHANGED,
          EventKind.CONFIG_REVERTED,
          EventKind.SECRET_SET,
          EventKind.SECRET_USED);

  @Override
  public String id() {
    return "config";
  }

  @Override
  public String about() {
    return "The last 50 revisions of the settings, and the secrets by name with their last change and"
        + " use.";
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
    sheet.table("revisions").table("secrets");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    switch (event.kind()) {
      case CONFIG_CHANGED, CONFIG_REVERTED -> revised(sheet, fact);
      case SECRET_SET -> secret(sheet, fact);
      case SECRET_USED -> {
        Sheet.Rows secrets = sheet.rows("secrets");
        secrets.add(
            fact.text("name"), fact.text("decision").equals("deny") ? "refused" : "used", 1);
        secrets.set(fact.text("name"), "last", fact.at());
        secrets.set(fact.text("name"), "host", fact.text("host"));
      }
      default -> {} // not among its kinds
    }
  }

  private static void revised(Sheet sheet, Fact fact) {
    Sheet.Rows revisions = sheet.rows("revisions");
    String rev = Long.toString(fact.number("rev"));
    if (fact.text("reason").equals("not_written")) {
      revisions.remove(rev);
      return;
    }
    revisions.put(
        rev, fact.row("keys", "reverts", "after_sha").put("by", fact.by()).put("at", fact.at()));
    revisions.keepLast(MAX);
    sheet.set("rev", fact.number("rev"));
    sheet.set("sha", fact.text("after_sha"));
  }

  private static void secret(Sheet sheet, Fact fact) {
    Sheet.Rows secrets = sheet.rows("secrets");
    String name = fact.text("name");
    if (fact.text("change").equals("unset")) {
      secrets.remove(name);
      return;
    }
    if (!secrets.has(name)) {
      secrets.put(name, fact.row());
      secrets.keepLast(MAX_SECRETS);
    }
    secrets.set(name, "keep", fact.text("keep"));
    secrets.set(name, "change", fact.text("change"));
    secrets.set(name, "set", fact.at());
  }
}
