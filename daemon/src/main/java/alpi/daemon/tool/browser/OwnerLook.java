package alpi.daemon.tool.browser;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.browser.Bytes;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.EngineInfo;
import alpi.browser.Fault;
import alpi.browser.Image;
import alpi.browser.Outcome;
import alpi.browser.Shot;
import alpi.browser.page.View;
import alpi.browser.service.Deed;
import alpi.browser.service.Told;
import alpi.browser.service.UrlRules;
import alpi.daemon.base.Cancel;
import alpi.daemon.config.BrowserConfig;
import alpi.daemon.config.BrowserEngine;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.tool.NetRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The owner's own look at a page, in a browser that starts for it and ends with it: no cookie and
/// no page of any conversation is seen in it.
public final class OwnerLook {
  /// For a start and one page.
  public static final Duration TIME = Duration.ofSeconds(90);

  private static final String VISITOR = "owner";

  /// How the gate answers a plain request that it does not pass on.
  private static final int REFUSED = 403;

  private static final int UNREACHABLE = 502;
  private static final String GATE = "alpi: ";

  private final BrowserRoom room;
  private final NetRules net;
  private final Supplier<String> names;

  /// @param names makes a name for each look's folder
  public OwnerLook(BrowserRoom room, NetRules net, Supplier<String> names) {
    this.room = room;
    this.net = net;
    this.names = names;
  }

  /// What is wanted of a page.
  ///
  /// @param view text, full, outline or interactive
  /// @param page of the view, from 1
  /// @param shot the window, the whole page, or nothing
  public record Wish(String url, String view, int page, Optional<String> shot) {}

  /// What there was to see.
  ///
  /// @param status that the page was answered with; 0 where that is not known
  /// @param picture as PNG
  /// @param notes what the page was kept from
  public record Seen(
      String url, int status, String text, Optional<Bytes> picture, List<String> notes) {
    public Seen {
      notes = List.copyOf(notes);
    }
  }

  /// Opens a page and looks at it.
  ///
  /// @param engine empty for the one of the settings
  public Seen at(Wish wish, Optional<BrowserEngine> engine, Cancel cancel)
      throws InterruptedException {
    View view =
        View.parse(wish.view())
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "The view is text, full, outline or interactive, not " + wish.view() + "."));
    Optional<Shot> shot = wish.shot().map(OwnerLook::shot);
    Destination typed = typed(wish.url());
    var deeds = new ArrayList<Deed>();
    deeds.add(new Deed.Open(wish.url()));
    deeds.add(new Deed.Read(view, Math.max(1, wish.page()), Optional.empty()));
    shot.ifPresent(each -> deeds.add(new Deed.Screenshot(each)));
    return look(engine, deeds, typed, cancel);
  }

  private static Shot shot(String word) {
    return switch (word) {
      case "window" -> Shot.WINDOW;
      case "page" -> Shot.PAGE;
      default ->
          throw Problem.of(
              ErrorCode.INVALID_PARAMS, "A picture is of the window or of the page, not " + word);
    };
  }

  /// The host of an address that may be opened.
  static Destination typed(String url) {
    try {
      var _ = UrlRules.check(url);
    } catch (EngineFault e) {
      throw BrowserFaults.problem(e.fault());
    }
    return HttpUrl.parse(url.strip())
        .map(each -> new Destination(each.host(), each.port()))
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.INVALID_PARAMS,
                "That is not an http or https address that can be read in one way."));
  }

  private Seen look(
      Optional<BrowserEngine> engine, List<Deed> deeds, Destination typed, Cancel cancel)
      throws InterruptedException {
    var page = new Page();
    page.judge().begin(new OwnerWarrant(typed, net::now));
    Path folder = folder();
    Browsers.Opened opened = open(engine, folder, page);
    try {
      Deadline deadline = Deadline.in(TIME, room.browsers().ticker());
      var all = new ArrayList<Told>();
      for (Deed deed : deeds) {
        Outcome<Told> told =
            Waiting.until(() -> opened.service().does(VISITOR, deed, deadline), cancel);
        all.add(page(value(told, page), page, typed));
      }
      Told read = all.get(1);
      Optional<Bytes> picture = all.getLast().image().map(Image::bytes);
      int status = all.getFirst().status();
      return new Seen(read.url(), status, read.text(), picture, page.judge().end());
    } finally {
      opened.closeWith(folder);
      page.shut();
    }
  }

  /// What was opened, if it is a page of the host that was asked for.
  private static Told page(Told told, Page page, Destination typed) {
    if (told.download()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That address is a download, not a page.",
          "Have the agent download it, or fetch it with a program for that.");
    }
    Optional<String> refused = page.judge().refusal(typed);
    if (refused.isPresent()) {
      throw Problem.of(
          ErrorCode.EGRESS_DENIED,
          typed + " is out of reach: " + refused.get() + ".",
          "Places of this machine and its network are listed in egress.local; see `alpi egress"
              + " rules`.");
    }
    boolean gate = told.status() == UNREACHABLE || told.status() == REFUSED;
    Optional<String> said = told.text().lines().filter(l -> l.startsWith(GATE)).findFirst();
    if (gate && said.isPresent()) {
      throw Problem.of(
          told.status() == REFUSED ? ErrorCode.EGRESS_DENIED : ErrorCode.NOT_FOUND,
          said.get().substring(GATE.length()),
          "Check the address.");
    }
    return told;
  }

  private Path folder() {
    return room.browsers().home().browser().resolve("look-" + names.get());
  }

  private Browsers.Opened open(Optional<BrowserEngine> engine, Path folder, Page page) {
    BrowserConfig now = room.config().fresh(engine);
    return room.browsers()
        .open(
            now,
            folder,
            _ -> page.way(room.browsers().gate()),
            path -> {
              throw new EngineFault(Fault.noFile(Path.of(path)));
            });
  }

  private static Told value(Outcome<Told> outcome, Page page) {
    return switch (outcome) {
      case Outcome.Done<Told>(Told told) -> told;
      case Outcome.Failed<Told>(Fault fault) -> {
        Problem problem = BrowserFaults.problem(fault);
        List<String> refused = page.judge().end();
        throw refused.isEmpty()
            ? problem
            : Problem.of(problem.code(), problem.sentence(), String.join("; ", refused) + ".");
      }
    };
  }

  /// Starts a browser with an empty page and says what started.
  ///
  /// @throws Problem why none does
  public String starts(Optional<BrowserEngine> engine, Cancel cancel) throws InterruptedException {
    var page = new Page();
    Path folder = folder();
    Browsers.Opened opened = open(engine, folder, page);
    try {
      Outcome<EngineInfo> info = Waiting.until(() -> opened.service().info(), cancel);
      Deadline deadline = Deadline.in(TIME, room.browsers().ticker());
      var tabs = new Deed.Tabs();
      if (info instanceof Outcome.Done<EngineInfo>) {
        var _ =
            value(
                Waiting.until(() -> opened.service().does(VISITOR, tabs, deadline), cancel), page);
      }
      return switch (info) {
        case Outcome.Done<EngineInfo>(EngineInfo found) -> found.version();
        case Outcome.Failed<EngineInfo>(Fault fault) -> throw BrowserFaults.problem(fault);
      };
    } finally {
      opened.closeWith(folder);
      page.shut();
    }
  }
}
