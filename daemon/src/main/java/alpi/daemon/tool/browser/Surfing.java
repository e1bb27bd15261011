package alpi.daemon.tool.browser;

import alpi.alp.blob.Sha256;
import alpi.browser.Fault;
import alpi.browser.Outcome;
import alpi.browser.service.Deed;
import alpi.browser.service.Kept;
import alpi.browser.service.Told;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.tool.NetRules;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Does what was planned and tells what came of it. All that comes from a page is a stranger's
/// words, also in what goes wrong.
public final class Surfing {
  /// For going somewhere.
  static final Duration GO = Duration.ofSeconds(60);

  /// For everything else.
  static final Duration ACT = Duration.ofSeconds(30);

  /// For a file.
  static final Duration FETCH = Duration.ofMinutes(4);

  private final BrowserRoom room;
  private final BrowserFiles files;
  private final NetRules net;

  public Surfing(BrowserRoom room, BrowserFiles files, NetRules net) {
    this.room = room;
    this.files = files;
    this.net = net;
  }

  ToolResult does(BrowserArguments wanted, Plan plan, Set<Destination> planned, ToolContext context)
      throws InterruptedException {
    String visitor = context.session().value();
    return switch (wanted.act()) {
      case CLOSE ->
          ToolResult.ok(
              room.leave(visitor) ? "The browser is closed." : "No page was open.", Labels.NONE);
      case LOGOUT -> {
        room.logout();
        yield ToolResult.ok("Signed out everywhere; all pages are closed.", Labels.NONE);
      }
      case OPEN,
          READ,
          FIND,
          CLICK,
          TYPE,
          FILL,
          SELECT,
          CHECK,
          UNCHECK,
          HOVER,
          PRESS,
          SCROLL,
          BACK,
          FORWARD,
          TABS,
          WAIT,
          UPLOAD,
          DOWNLOAD,
          SCREENSHOT -> {
        Deed deed = Wanted.deed(wanted, uploads(plan, visitor));
        var warrant = new CallWarrant(context, planned, net::now);
        Duration time = time(wanted);
        BrowserRoom.Done done = room.does(visitor, deed, warrant, time, context.cancel());
        retain(planned, context, visitor);
        yield told(done, saved(wanted, plan), context);
      }
    };
  }

  /// When the permission for it ends, so does the session that went on it.
  private void retain(Set<Destination> planned, ToolContext context, String visitor) {
    if (!planned.isEmpty() && context.cancel().fired()) {
      boolean _ = room.leave(visitor);
    }
  }

  private static Duration time(BrowserArguments wanted) {
    return switch (wanted.act()) {
      case OPEN, BACK, FORWARD -> GO;
      case DOWNLOAD -> FETCH;
      case WAIT -> wanted.seconds().map(Duration::ofSeconds).orElse(ACT);
      case READ,
          FIND,
          CLICK,
          TYPE,
          FILL,
          SELECT,
          CHECK,
          UNCHECK,
          HOVER,
          PRESS,
          SCROLL,
          TABS,
          UPLOAD,
          SCREENSHOT,
          CLOSE,
          LOGOUT ->
          ACT;
    };
  }

  private List<String> uploads(Plan plan, String visitor) {
    String file = plan.binding().getOrDefault(BrowserTool.FILE, "");
    if (file.isEmpty()) {
      return List.of();
    }
    var agreed = new Sha256(plan.binding().getOrDefault("sha256", ""));
    return List.of(files.aside(Path.of(file), agreed, room.uploads(visitor)).toString());
  }

  private static Optional<Path> saved(BrowserArguments wanted, Plan plan) {
    return wanted.act() != Act.DOWNLOAD
        ? Optional.empty()
        : plan.accesses().stream()
            .filter(access -> access.capability() == Capability.FS_WRITE)
            .map(Access::target)
            .map(Path::of)
            .findFirst();
  }

  /// With sign-ins a page may know its reader.
  private Labels labels() {
    return Labels.of(Source.WEB, room.config().keepLogins());
  }

  private ToolResult told(BrowserRoom.Done done, Optional<Path> to, ToolContext context) {
    Labels labels = labels();
    switch (done.told()) {
      case Outcome.Failed<Told>(Fault fault) -> {
        return ToolResult.failed(failure(fault, done.refused()), labels);
      }
      case Outcome.Done<Told>(Told told) -> {
        var lines = new ArrayList<String>();
        if (!told.text().isEmpty()) {
          lines.add(told.text());
        }
        Optional<Path> place = to;
        for (Kept kept : told.kept()) {
          lines.add(files.keep(kept, place, context, labels));
          place = Optional.empty();
        }
        var pictures = new ArrayList<Attachment>();
        told.image()
            .ifPresent(image -> {
              pictures.add(files.keep(image, context, labels));
              lines.add("screenshot, " + image.bytes().size() + " bytes, attached");
            });
        lines.addAll(done.refused());
        if (!done.refused().isEmpty()) {
          lines.add("name such hosts in `hosts` where the page does not work without them");
        }
        return new ToolResult(true, String.join("\n", lines), labels, pictures);
      }
    }
  }

  private static String failure(Fault fault, List<String> refused) {
    String hint =
        fault instanceof Fault.NavigationFailed failed && refused.isEmpty()
            ? "\n" + BrowserFaults.hint(failed.code())
            : "";
    String kept = refused.isEmpty() ? "" : "\n" + String.join("\n", refused);
    return fault.sentence() + hint + kept;
  }
}
