package alpi.daemon.host.verb;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.browser.Bytes;
import alpi.daemon.base.Cancel;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.config.BrowserEngine;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.tool.browser.Machinery;
import alpi.daemon.tool.browser.OwnerLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/// The owner's own use of the browser: a look at a page, and whether a browser works here.
public final class BrowserVerbs {
  private static final String USUAL = "text";

  private final Rooms rooms;
  private final AtomicInteger looks = new AtomicInteger();

  public BrowserVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.browser.page",
                "Opens a page in a browser of its own and reads it.",
                "{\"url\":\"https://example.com/\",\"view\":\"text\"}")
            .mutating()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.DENIED,
                ErrorCode.EGRESS_DENIED,
                ErrorCode.DEADLINE,
                ErrorCode.INTERRUPTED,
                ErrorCode.TOO_LARGE)
            .serve(PageWish.class, PageView.class, this::page),
        HostVerb.named("host.browser.doctor", "Starts a browser and says whether it works.", "{}")
            .mutating()
            .serve(EngineOnly.class, Checked.class, this::doctor),
        HostVerb.named(
                "host.browser.install",
                "Puts in place what the product brings for the browser, and says what the machine"
                    + " lacks. Downloads nothing.",
                "{\"engine\":\"playwright\"}")
            .mutating()
            .serve(EngineOnly.class, Checked.class, this::install));
  }

  private PageView page(PageWish params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    var wish =
        new OwnerLook.Wish(
            params.url(),
            params.view().orElse(USUAL),
            params.page().orElse(1),
            params.screenshot());
    OwnerLook.Seen seen = look(profile).at(wish, engine(params.engine()), new Cancel());
    Optional<BlobRef> picture = seen.picture().map(bytes -> kept(profile.blobs(), bytes));
    return new PageView(
        seen.url(), seen.status(), seen.text(), picture.map(ref -> ref.hash().hex()), seen.notes());
  }

  /// Nobody owns it, so that it goes by itself a day after it was made.
  private static BlobRef kept(BlobStore blobs, Bytes bytes) {
    var passing = new BlobOwner(BlobOwner.Kind.RESULT, "browse");
    BlobRef ref = blobs.put(bytes.toArray(), "image/png", passing);
    boolean _ = blobs.disown(ref.hash(), passing);
    return ref;
  }

  private Checked doctor(EngineOnly params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    Optional<BrowserEngine> engine = engine(params.engine());
    List<Check> checks = parts(profile, engine, false);
    if (checks.stream().allMatch(each -> each.status().equals("ok"))) {
      checks.add(starts(profile, engine));
    }
    return checked(checks);
  }

  private Check starts(ProfileRooms profile, Optional<BrowserEngine> engine)
      throws InterruptedException {
    BrowserEngine which = engine.orElse(profile.settings().current().config().browser().engine());
    String name = "engine " + which.name().toLowerCase(Locale.ROOT);
    try {
      String version = look(profile).starts(engine, new Cancel());
      return Check.ok(name, version + " starts and shows a page");
    } catch (Problem problem) {
      return Check.failed(name, problem);
    }
  }

  private Checked install(EngineOnly params, Call call) {
    return checked(parts(rooms.of(params.profile()), engine(params.engine()), true));
  }

  private static List<Check> parts(
      ProfileRooms profile, Optional<BrowserEngine> engine, boolean unpacks) {
    var checks = new ArrayList<Check>();
    for (Machinery.Part part : new Machinery(profile.browser()).parts(engine, unpacks)) {
      checks.add(
          part.fix()
              .map(fix -> Check.fail(part.name(), part.detail(), fix))
              .orElseGet(() -> Check.ok(part.name(), part.detail())));
    }
    return checks;
  }

  private static Checked checked(List<Check> checks) {
    return new Checked(
        List.copyOf(checks), checks.stream().allMatch(each -> each.status().equals("ok")));
  }

  private OwnerLook look(ProfileRooms profile) {
    return new OwnerLook(
        profile.browser(), profile.net(), () -> Integer.toString(looks.incrementAndGet()));
  }

  private static Optional<BrowserEngine> engine(Optional<String> name) {
    return name.map(word -> {
      for (BrowserEngine engine : BrowserEngine.values()) {
        if (engine.name().toLowerCase(Locale.ROOT).equals(word)) {
          return engine;
        }
      }
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "There is no engine " + word + ".",
          "playwright, cdp or obscura.");
    });
  }

  /// @param view text (the default), full, outline or interactive
  /// @param page of the view, from 1
  /// @param screenshot window or page, for a picture besides
  /// @param engine playwright, cdp or obscura; the one of the settings when absent
  record PageWish(
      Optional<String> profile,
      String url,
      Optional<String> view,
      OptionalInt page,
      Optional<String> screenshot,
      Optional<String> engine) {}

  /// @param url where it ended up
  /// @param status that the page was answered with; 0 where that is not known
  /// @param screenshot hash of the picture's blob, which is kept for a day
  /// @param notes what the page was kept from
  record PageView(
      String url, int status, String text, Optional<String> screenshot, List<String> notes) {}

  /// @param engine playwright, cdp or obscura; the one of the settings when absent
  record EngineOnly(Optional<String> profile, Optional<String> engine) {}

  record Checked(List<Check> checks, boolean ok) {}
}
